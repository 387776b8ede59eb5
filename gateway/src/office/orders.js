// How an order looks, and what can be done with it.

export const STATUSES = {
  PENDING_CONFIRMATION: "New",
  CONFIRMED: "Confirmed",
  PROCESSING: "Being prepared",
  READY: "Ready",
  OUT_FOR_DELIVERY: "On its way",
  DELIVERED: "Handed over",
  CANCELLED: "Cancelled",
  REJECTED: "Turned down",
};

const MOVES = {
  CONFIRMED: "Confirm",
  PROCESSING: "Start preparing",
  READY: "It is ready",
  OUT_FOR_DELIVERY: "Send it out",
  DELIVERED: "Handed over",
  CANCELLED: "Cancel order",
  REJECTED: "Turn down",
};

/** Ends that the customer is owed a reason for. */
export const needsReason = (status) => status === "CANCELLED" || status === "REJECTED";
export const moveName = (status) => MOVES[status] ?? status;

/** The card of an order; `move(order, status, card)` is called when somebody decides. */
export function card(order, move) {
  const item = document.getElementById("order").content.cloneNode(true).firstElementChild;
  const find = (selector) => item.querySelector(selector);
  item.dataset.id = order.id;
  item.dataset.version = order.version;
  find("h3").textContent = order.number;
  find(".status").textContent = STATUSES[order.status] ?? order.status;
  find(".status").classList.add(order.status);
  find("time").dateTime = order.create_time;
  find(".who").textContent = who(order);
  find(".lines").replaceChildren(...order.lines.map(line));
  find(".total").textContent = order.total ? money(order.total) : "";
  find(".moves").replaceChildren(...order.allowed_next.map((status, place) => button(order, status, place, item, move)));
  tellAge(item);
  return item;
}

function button(order, status, place, item, move) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = moveName(status);
  if (needsReason(status)) made.className = "danger";
  else if (place > 0) made.className = "plain";
  made.addEventListener("click", () => move(order, status, item));
  return made;
}

function who(order) {
  const place = order.fulfilment === "PICKUP" ? "Pick-up" : order.address?.text || pin(order.address?.location);
  return [order.customer.name || order.customer.phone || "A customer", place].join(" · ");
}

const pin = (location) => (location ? `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}` : "Delivery");

function line(line) {
  const item = document.createElement("li");
  const count = document.createElement("b");
  count.textContent = `${line.quantity} ×`;
  const name = document.createElement("span");
  name.textContent = line.name;
  item.append(count, name);
  if (line.note) {
    const note = document.createElement("em");
    note.textContent = line.note;
    item.append(note);
  }
  return item;
}

function money({ amount_minor, currency }) {
  const form = new Intl.NumberFormat(undefined, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return form.format(amount_minor / 10 ** form.resolvedOptions().maximumFractionDigits);
}

/** Writes how long ago an order was placed. */
export function tellAge(item) {
  const time = item.querySelector("time");
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(time.dateTime)) / 60_000));
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 1440 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
  time.textContent = minutes === 0 ? "just now" : new Intl.RelativeTimeFormat("en").format(-count, unit);
}
