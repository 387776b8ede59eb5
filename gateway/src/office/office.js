// The office: log in, watch the newest orders, move them on.

import { Refusal, ask, isLoggedIn, logIn, logOut } from "./api.js";
import { STATUSES, card, moveName, needsReason, tellAge } from "./orders.js";

const LOOK_EVERY_MS = 2000;
const PAGE = 50;
const OPEN = ["PENDING_CONFIRMATION", "CONFIRMED", "PROCESSING", "READY", "OUT_FOR_DELIVERY"];
const FILTERS = [["Open", OPEN], ...OPEN.map((status) => [STATUSES[status], [status]]), ["All", []]];

const part = (id) => document.getElementById(id);
let shown = 0;
let limit = PAGE;
let lastLook = 0;
let known = null;

function show() {
  const inside = isLoggedIn();
  part("login").hidden = inside;
  for (const id of ["board", "leave", "pulse"]) part(id).hidden = !inside;
  if (!inside) part("login").elements.email.focus();
}

function drawFilters() {
  const made = FILTERS.map(([name], place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.setAttribute("aria-pressed", String(place === shown));
    button.addEventListener("click", () => {
      shown = place;
      limit = PAGE;
      known = null;
      drawFilters();
      look();
    });
    return button;
  });
  part("filters").replaceChildren(...made);
}

/** Reads up to `limit` orders, page by page. */
async function newest() {
  const [, statuses] = FILTERS[shown];
  const orders = [];
  let token = "";
  do {
    const query = new URLSearchParams({ status: statuses.join(","), page_size: PAGE, page_token: token });
    const page = await ask(`/api/v1/orders?${query}`);
    orders.push(...page.orders);
    token = page.next_page_token;
  } while (token !== "" && orders.length < limit);
  return { orders, more: token !== "" };
}

async function look() {
  if (!isLoggedIn() || document.hidden) return;
  const asked = shown;
  try {
    const { orders, more } = await newest();
    if (asked !== shown) return;
    lastLook = Date.now();
    part("more").hidden = !more;
    draw(orders);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) show();
  }
  tellPulse();
}

/** Cards that did not change stay as they are, so that nobody loses their place. */
function draw(orders) {
  const list = part("orders");
  const cards = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const next = orders.map((order) => {
    const old = cards.get(order.id);
    if (old?.dataset.version === String(order.version)) {
      tellAge(old);
      return old;
    }
    const made = card(order, move);
    if (known !== null && !known.has(order.id)) made.classList.add("fresh");
    return made;
  });
  if (next.length !== list.children.length || next.some((item, place) => item !== list.children[place])) {
    list.replaceChildren(...next);
  }
  known = new Set([...(known ?? []), ...orders.map((order) => order.id)]);
  part("empty").hidden = orders.length > 0;
  part("empty").textContent = shown === 0 ? "No open orders. New ones appear here by themselves." : "No orders here.";
}

async function move(order, status, item) {
  const reason = needsReason(status) ? await askReason(order, status) : "";
  if (reason === null) return;
  const buttons = item.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  try {
    await ask(`/api/v1/orders/${order.id}/status`, {
      method: "POST",
      headers: { "content-type": "application/json", "if-match": `"${order.version}"`, "idempotency-key": key() },
      body: JSON.stringify({ status, reason }),
    });
  } catch (error) {
    item.querySelector(".error").textContent = error.message;
    buttons.forEach((button) => { button.disabled = false; });
  }
  await look();
}

const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function askReason(order, status) {
  const dialog = part("ask");
  part("ask-title").textContent = `${moveName(status)}: ${order.number}`;
  part("ask-yes").textContent = moveName(status);
  dialog.querySelector("input").value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    const done = () => answer(dialog.returnValue === "yes" ? dialog.querySelector("input").value.trim() : null);
    dialog.addEventListener("close", done, { once: true });
  });
}

function tellPulse() {
  const seconds = Math.round((Date.now() - lastLook) / 1000);
  const lost = seconds > (3 * LOOK_EVERY_MS) / 1000;
  part("pulse").classList.toggle("lost", lost);
  const words = !lost ? "Live" : lastLook === 0 ? "No connection" : "No connection: this is how it was before";
  if (part("pulse").textContent !== words) part("pulse").textContent = words;
}

part("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { email, password } = event.target.elements;
  const button = event.target.querySelector("button");
  button.disabled = true;
  part("login-error").textContent = "";
  try {
    await logIn(email.value, password.value);
    password.value = "";
    known = null;
    show();
    await look();
  } catch (error) {
    part("login-error").textContent = error instanceof Refusal ? error.message : "The server cannot be reached.";
  }
  button.disabled = false;
});

part("leave").addEventListener("click", async () => {
  await logOut().catch(() => {});
  part("orders").replaceChildren();
  show();
});
part("more").addEventListener("click", () => {
  limit += PAGE;
  look();
});
document.addEventListener("visibilitychange", look);

async function watch() {
  await look();
  setTimeout(watch, LOOK_EVERY_MS);
}

drawFilters();
show();
watch();
