// How an order looks, and what can be done with it.

import { apart, el, inWords, money } from "./dom.js";
import { about } from "./details.js";

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
  find(".proof").textContent = proofs(order);
  find(".who").replaceChildren(...who(order));
  find(".when").textContent = when(order.slot);
  find(".lines").replaceChildren(...order.lines.map(line));
  find(".sum").textContent = order.total ? money(order.total) : "";
  find(".payment").textContent = payment(order);
  find(".payment").classList.add(order.payment_status);
  find(".moves").replaceChildren(...moves(order).map((status, place) => button(order, status, place, item, move)));
  about(find(".more-about"), order);
  tellAge(item);
  return item;
}

function button(order, status, place, item, move) {
  const kind = needsReason(status) ? "danger" : place > 0 ? "plain" : "";
  return el("button", { type: "button", class: `${kind} acts`, onclick: () => move(order, status, item) }, moveName(status));
}

/** A new order is turned down rather than cancelled: one way to say no is enough. */
const moves = ({ allowed_next: next }) => next.filter((status) => status !== "CANCELLED" || !next.includes("REJECTED"));

/** Who ordered, how to call them, and where the order goes. */
function who({ customer, fulfilment, address, zone }) {
  const phone = customer.phone && el("a", { href: `tel:+${customer.phone}` }, `+${customer.phone}`);
  const where = address?.text ? apart(address.text) : !address?.location && "Delivery";
  const place = fulfilment === "PICKUP" ? ["Pick-up"] : [where, pin(address?.location), zone];
  const name = customer.name ? apart(customer.name) : !phone && "A customer";
  const parts = [name, phone, ...place].filter(Boolean);
  return parts.flatMap((part, number) => (number > 0 ? [" · ", part] : [part]));
}

/** A pin, which a phone opens in the map it has. */
function pin(location) {
  if (!location) return null;
  const place = `${location.latitude},${location.longitude}`;
  return el("a", { href: `geo:${place}?q=${place}` }, `Map ${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`);
}

/** When a planned order is wanted. */
function when(slot) {
  if (!slot?.start_time) return "";
  const form = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return `Planned for ${form.format(new Date(slot.start_time))}`;
}

/** An unpaid order is kept only for so long while nobody looks at its proof, so the closed card shows it already. */
function proofs({ proofs_waiting: count }) {
  if (count === 0) return "";
  return count === 1 ? "Payment proof waits" : `${count} payment proofs wait`;
}

function payment({ payment_status: status, payment_policy: policy }) {
  if (status === "UNPAID") return `unpaid, ${inWords(policy)}`;
  return status === "LINK_SENT" ? "not paid yet, link sent" : inWords(status);
}

function line(line) {
  return el("li", {},
    el("b", {}, `${line.quantity} ×`),
    el("span", {}, line.name),
    line.choices.length > 0 && el("small", { class: "choices" }, line.choices.map((choice) => choice.name).join(", ")),
    line.fields.map((field) => el("small", { class: "field" }, `${field.label}: `, el("span", { dir: "auto" }, field.value))),
    line.note && el("em", { dir: "auto" }, line.note));
}

/** Writes how long ago an order was placed. */
export function tellAge(item) {
  const time = item.querySelector("time");
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(time.dateTime)) / 60_000));
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 1440 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
  time.textContent = minutes === 0 ? "just now" : new Intl.RelativeTimeFormat("en").format(-count, unit);
}
