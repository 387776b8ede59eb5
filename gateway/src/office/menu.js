// What the shop sells: prices, stock, and what is sold out.

import { ask } from "./api.js";
import { button, el, fill, money, plainSum, sumOf } from "./dom.js";

const PAGE = 200;
/** A page that somebody types in is not redrawn under their hands. */
const LOOK_AGAIN_MS = 10_000;

const place = () => document.getElementById("menu");
let seen = 0;
let looks = 0;

export function start() {}

export function forget() {
  seen = 0;
  place().replaceChildren();
}

export async function look(now = false) {
  if (!now && (Date.now() - seen < LOOK_AGAIN_MS || isTypedIn())) return;
  const mine = ++looks;
  const [categories, products] = await Promise.all([all("categories"), all("products")]);
  // What was asked for later is newer, whatever comes first.
  if (mine !== looks || (!now && isTypedIn())) return;
  seen = Date.now();
  fill(place(), categories.map((category) => shelf(category, products.filter((one) => one.category_id === category.id))));
  if (products.length === 0) fill(place(), el("p", { class: "empty" }, "Nothing is for sale yet. Products are added over the API."));
}

/** Somebody stands in a field, or has written into one what is not saved yet. */
const isTypedIn = () => [...place().querySelectorAll("input")].some((input) => input === document.activeElement || input.value !== input.defaultValue);

/** Every page of a list. */
export async function all(name) {
  const found = [];
  let page_token = "";
  do {
    const page = await ask(`/api/v1/${name}?${new URLSearchParams({ page_size: PAGE, page_token })}`);
    found.push(...page[name]);
    page_token = page.next_page_token;
  } while (page_token !== "");
  return found;
}

function shelf(category, products) {
  if (products.length === 0) return null;
  return el("section", { class: "shelf" },
    el("h2", {}, category.name, !category.active && el("small", {}, "hidden")),
    el("ul", { class: "goods" }, products.map(good)));
}

function good(product) {
  const item = el("li", { class: product.available ? "good" : "good sold-out", "data-errors": "", "data-sku": product.sku });
  const change = async (body) => {
    await ask(`/api/v1/products/${product.id}`, { method: "PATCH", headers: { "if-match": `"${product.version}"` }, body });
    await look(true);
  };
  const toggle = button(product.available ? "Mark sold out" : "Sell again", () => change({ available: !product.available }), { kind: product.available ? "danger" : "" });
  return fill(item,
    el("span", { class: "good-name" }, el("strong", {}, product.name), el("small", {}, notes(product))),
    price(product, change),
    stock(product),
    toggle,
    el("p", { class: "error", role: "alert" }));
}

function notes({ sku, unit, active, available }) {
  return [sku, unit, !active && "hidden", !available && "sold out"].filter(Boolean).join(" · ");
}

function price(product, change) {
  const { currency } = product.price;
  const input = el("input", { defaultValue: plainSum(product.price), inputMode: "decimal", "aria-label": `Price of ${product.name} in ${currency}` });
  const set = button("Set price", () => {
    const sum = sumOf(input.value, currency);
    if (!sum) throw new Error(`Write the price as a sum in ${currency}, such as ${plainSum(product.price)}.`);
    return change({ price: sum });
  });
  return pair(el("b", {}, money(product.price)), input, set);
}

/** What is, what it is to be, and the button that says so, which Enter presses too. */
function pair(now, input, set) {
  input.addEventListener("keydown", ({ key }) => key === "Enter" && set.click());
  input.classList.add("acts");
  return el("span", { class: "pair" }, now, input, set);
}

function stock(product) {
  const { tracked = false, on_hand = 0, daily_limit = 0, sold_today = 0 } = product.stock ?? {};
  const input = el("input", { defaultValue: tracked ? on_hand : "", inputMode: "numeric", placeholder: "count", "aria-label": `Stock of ${product.name}` });
  const count = async (body) => {
    await ask(`/api/v1/products/${product.id}/stock`, { method: "PUT", body });
    await look(true);
  };
  const set = button("Set stock", () => {
    if (!/^\d{1,9}$/.test(input.value.trim())) throw new Error("Write how many there are, such as 12.");
    return count({ on_hand: Number(input.value) });
  });
  const words = tracked ? `${on_hand} left` : "not counted";
  const today = daily_limit > 0 && el("small", {}, `${sold_today} of ${daily_limit} today`);
  const stop = tracked && button("stop counting", () => count({ tracked: false }), { kind: "link", acts: true });
  return pair(el("b", { class: tracked ? "" : "none" }, words, today, stop), input, set);
}
