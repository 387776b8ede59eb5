// What the emulator knows, kept up to date: customers, their messages, and the surroundings.

/** Talks to the control API; a refusal becomes an error with the reason as its message. */
export async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof Blob) {
    options.headers["content-type"] = body.type || "application/octet-stream";
    options.body = body;
  } else if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`/control/${path}`, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.title ?? `The emulator answered ${response.status}.`);
  return answer;
}

/**
 * Fires "customer", "departure", "message", "status", "online" and "offline" with details.
 * Messages of a customer are kept only once somebody asked for them with `open`.
 */
export class Network extends EventTarget {
  customers = new Map();
  conversations = new Map();
  status = null;
  /** How far the emulator's clock is ahead of ours. */
  ahead = 0;
  #source = null;

  /** Takes a snapshot and follows from there. */
  async start() {
    this.#takeStatus(await call("GET", "status"));
    const { customers, epoch, revision } = await call("GET", "customers");
    this.customers = new Map(customers.map((customer) => [customer.id, customer]));
    this.#follow(`${epoch}-${revision}`);
  }

  #follow(since) {
    this.#source?.close();
    const source = new EventSource(`/control/events?since=${since}`);
    const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("customer", (customer) => this.#takeCustomer(customer));
    on("message", ({ customer, message }) => this.#takeMessage(customer, message));
    on("departure", ({ id }) => this.#takeDeparture(id));
    on("status", (status) => this.#takeStatus(status));
    on("reload", () => location.reload());
    source.addEventListener("open", () => this.#fire("online"));
    source.addEventListener("error", () => this.#fire("offline"));
    this.#source = source;
  }

  /** The conversation with a customer, oldest first. */
  async open(id) {
    if (!this.conversations.has(id)) {
      const { messages } = await call("GET", `customers/${id}/messages`);
      this.conversations.set(id, new Map(messages.map((message) => [message.id, message])));
    }
    return [...this.conversations.get(id).values()];
  }

  act(id, act) {
    return call("POST", `customers/${id}/act`, act);
  }

  message(customer, id) {
    return this.conversations.get(customer)?.get(id);
  }

  /** The emulator's present moment. */
  now() {
    return Date.now() + this.ahead;
  }

  #takeCustomer(customer) {
    const known = this.customers.has(customer.id);
    this.customers.set(customer.id, customer);
    this.#fire("customer", { customer, known });
  }

  #takeMessage(customer, message) {
    const conversation = this.conversations.get(customer);
    const fresh = !conversation?.has(message.id);
    conversation?.set(message.id, message);
    this.#fire("message", { customer, message, fresh });
  }

  #takeDeparture(id) {
    this.customers.delete(id);
    this.conversations.delete(id);
    this.#fire("departure", { id });
  }

  #takeStatus(status) {
    this.status = status;
    this.ahead = new Date(status.now) - Date.now();
    this.#fire("status", status);
  }

  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
