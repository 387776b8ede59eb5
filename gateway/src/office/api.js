// Speaking to the admin API: logging in, staying in, asking.

const KEPT = "souk.refresh_token";
/** A server that says nothing for so long is away. */
const ANSWER_MAX_MS = 15_000;

let accessToken = "";
let refreshing = null;

/** Something the API refused, in its own words. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? "The server did not answer as expected.");
    this.status = status;
    this.code = problem.code ?? "";
  }
}

export const isLoggedIn = () => sessionStorage.getItem(KEPT) !== null;

export async function logIn(email, password) {
  keep(await read(await post("/api/v1/auth/login", { email, password })));
}

export async function logOut() {
  try {
    // An access token that has run out is replaced first: the session is to end there as well as here.
    await send("/api/v1/auth/logout", { method: "POST" });
  } finally {
    forget();
  }
}

/** Asks as the user; a body is sent as JSON. */
export async function ask(path, options = {}) {
  return read(await send(path, options));
}

/** Asks for a file as the user. */
export async function askFile(path) {
  const response = await send(path, {});
  return response.ok ? response.blob() : read(response);
}

/** An access token that has run out is replaced once. */
async function send(path, { body, ...options }) {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const headers = () => ({ ...json, ...options.headers, authorization: `Bearer ${accessToken}` });
  const once = () => fetch(path, { ...options, headers: headers(), body: body && JSON.stringify(body), signal: AbortSignal.timeout(ANSWER_MAX_MS) });
  if (accessToken === "") await refresh();
  const response = await once();
  if (response.status !== 401) return response;
  await refresh();
  return once();
}

/** Several requests at once share one refresh: the token works only once. */
function refresh() {
  refreshing ??= renew().finally(() => { refreshing = null; });
  return refreshing;
}

async function renew() {
  const response = await post("/api/v1/auth/refresh", { refresh_token: sessionStorage.getItem(KEPT) ?? "" });
  if (response.status === 401) forget();
  keep(await read(response));
}

function keep(tokens) {
  accessToken = tokens.access_token;
  sessionStorage.setItem(KEPT, tokens.refresh_token);
  // Who may only look is shown no buttons that would be refused.
  document.body.dataset.role = tokens.role;
}

function forget() {
  accessToken = "";
  sessionStorage.removeItem(KEPT);
}

function post(path, body) {
  const headers = { "content-type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(ANSWER_MAX_MS) });
}

async function read(response) {
  const body = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, body);
  return body;
}
