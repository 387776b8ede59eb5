// The newest orders: watch them, move them on.

import { ask } from "./api.js";
import { askReason, el, fill, wishKey } from "./dom.js";
import { STATUSES, card, moveName, needsReason, tellAge } from "./orders.js";

const PAGE = 50;
const OPEN = ["PENDING_CONFIRMATION", "CONFIRMED", "PROCESSING", "READY", "OUT_FOR_DELIVERY"];
const FILTERS = [["Open", OPEN], ...OPEN.map((status) => [STATUSES[status], [status]]), ["All", []]];

const part = (id) => document.getElementById(id);
let shown = 0;
let limit = PAGE;
let known = null;

export function start() {
  drawFilters();
  part("more").addEventListener("click", () => {
    limit += PAGE;
    look();
  });
}

export function forget() {
  known = null;
  part("orders").replaceChildren();
}

function drawFilters() {
  const buttons = FILTERS.map(([name], place) => el("button", { type: "button", onclick: () => {
    shown = place;
    limit = PAGE;
    known = null;
    press();
    look();
  } }, name));
  const press = () => buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === shown)));
  press();
  fill(part("filters"), buttons);
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

export async function look() {
  const asked = shown;
  const { orders, more } = await newest();
  if (asked !== shown) return;
  part("more").hidden = !more;
  draw(orders);
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
    if (old) carryOver(old, made);
    if (known !== null && !known.has(order.id)) made.classList.add("fresh");
    return made;
  });
  arrange(list, next);
  known = new Set([...(known ?? []), ...orders.map((order) => order.id)]);
  part("empty").hidden = orders.length > 0;
  part("empty").textContent = shown === 0 ? "No open orders. New ones appear here by themselves." : "No orders here.";
}

/** What somebody opened stays open, and what they were told stays told. */
function carryOver(old, made) {
  made.querySelector(".more-about").open = old.querySelector(".more-about").open;
  made.querySelector(".error").textContent = old.querySelector(".error").textContent;
}

/** Only what came, went or moved is touched, so that whoever works with the keyboard keeps their place. */
function arrange(list, next) {
  const stays = new Set(next);
  [...list.children].filter((item) => !stays.has(item)).forEach((item) => item.remove());
  next.forEach((item, place) => {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
}

async function move(order, status, item) {
  const reason = needsReason(status) ? await askReason(`${moveName(status)}: ${order.number}`, moveName(status)) : "";
  if (reason === null) return;
  const buttons = item.querySelectorAll(".moves button");
  buttons.forEach((button) => { button.disabled = true; });
  item.querySelector(".error").textContent = "";
  try {
    await ask(`/api/v1/orders/${order.id}/status`, {
      method: "POST",
      headers: { "if-match": `"${order.version}"`, "idempotency-key": wishKey() },
      body: { status, reason },
    });
  } catch (error) {
    item.querySelector(".error").textContent = error.message;
    buttons.forEach((button) => { button.disabled = false; });
  }
  await look();
}
