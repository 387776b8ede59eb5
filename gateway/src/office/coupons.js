// Coupons: which there are, how far they are used, a new one, and switching one off.

import { ask } from "./api.js";
import { button, el, fill, labelled, money, sumOf } from "./dom.js";
import { all } from "./menu.js";

const LOOK_AGAIN_MS = 10_000;
const part = (id) => document.getElementById(id);
let seen = 0;
let looks = 0;

export function start() {
  fill(part("coupon-form"), form());
}

export function forget() {
  seen = 0;
  part("coupon-list").replaceChildren();
}

export async function look(now = false) {
  if (!now && Date.now() - seen < LOOK_AGAIN_MS) return;
  const mine = ++looks;
  const coupons = await all("coupons");
  // What was asked for later is newer, whatever comes first.
  if (mine !== looks) return;
  seen = Date.now();
  fill(part("coupon-list"), coupons.map(row));
  if (coupons.length === 0) fill(part("coupon-list"), el("li", { class: "empty" }, "No coupons yet. Add the first one above."));
}

function row(coupon) {
  const change = async () => {
    await ask(`/api/v1/coupons/${coupon.id}`, { method: "PATCH", headers: { "if-match": `"${coupon.version}"` }, body: { active: !coupon.active } });
    await look(true);
  };
  return el("li", { class: coupon.active ? "good" : "good sold-out", "data-errors": "", "data-code": coupon.code },
    el("span", { class: "good-name" }, el("strong", {}, coupon.code), el("small", {}, terms(coupon))),
    el("b", {}, `Used ${coupon.uses}${coupon.uses_max > 0 ? ` of ${coupon.uses_max}` : ""}, by ${coupon.customers}${coupon.customers_max > 0 ? ` of ${coupon.customers_max}` : ""} customers`),
    button(coupon.active ? "Switch off" : "Switch on", change, { kind: coupon.active ? "danger" : "" }),
    el("p", { class: "error", role: "alert" }));
}

function terms(coupon) {
  const benefit = coupon.percent_basis_points ? `${coupon.percent_basis_points / 100} % off` : `${money(coupon.amount)} off`;
  const day = (time) => new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(new Date(time));
  return [
    benefit,
    coupon.discount_max && `at most ${money(coupon.discount_max)}`,
    coupon.subtotal_min && `from ${money(coupon.subtotal_min)}`,
    coupon.product_ids.length + coupon.category_ids.length > 0 && "some goods only",
    coupon.start_time && `from ${day(coupon.start_time)}`,
    coupon.end_time && `until ${day(coupon.end_time)}`,
    !coupon.active && "switched off",
  ].filter(Boolean).join(" · ");
}

function form() {
  const input = (name, more = {}) => el("input", { name, autocomplete: "off", ...more });
  const kind = el("select", { name: "kind" }, el("option", { value: "percent" }, "Percent"), el("option", { value: "amount" }, "Sum"));
  const made = el("form", { class: "coupon-form acts", onsubmit: (event) => {
    event.preventDefault();
    add(made).catch((error) => { made.querySelector(".error").textContent = error.message; });
  } },
    labelled("Code", input("code", { required: true, maxLength: 30, placeholder: "WELCOME10" })),
    labelled("Takes off", kind),
    labelled("How much", input("value", { required: true, inputMode: "decimal", placeholder: "10" })),
    labelled("Goods from", input("subtotal_min", { inputMode: "decimal", placeholder: "any sum" })),
    labelled("Customers at most", input("customers_max", { inputMode: "numeric", placeholder: "any number" })),
    labelled("Orders at most", input("uses_max", { inputMode: "numeric", placeholder: "any number" })),
    el("button", { type: "submit" }, "Add coupon"),
    el("p", { class: "error", role: "alert" }));
  return made;
}

async function add(form) {
  const value = (name) => form.elements[name].value.trim();
  const count = (name) => {
    if (!/^\d{0,9}$/.test(value(name))) throw new Error("Limits are whole numbers.");
    return Number(value(name));
  };
  form.querySelector(".error").textContent = "";
  const currency = await currencyOfShop();
  const sum = (name) => {
    const found = sumOf(value(name), currency);
    if (!found) throw new Error(`Write sums in ${currency}, such as 500.`);
    return found;
  };
  const body = { code: value("code").toUpperCase(), customers_max: count("customers_max"), uses_max: count("uses_max") };
  if (value("kind") === "amount") body.amount = sum("value");
  else body.percent_basis_points = percent(value("value"));
  if (value("subtotal_min") !== "") body.subtotal_min = sum("subtotal_min");
  await ask("/api/v1/coupons", { method: "POST", body });
  form.reset();
  await look(true);
}

function percent(text) {
  const share = Math.round(Number(text.replace("%", "")) * 100);
  if (!(share >= 1 && share <= 10_000)) throw new Error("A percentage is above 0 and at most 100.");
  return share;
}

/** The currency that prices are in. */
async function currencyOfShop() {
  const { products } = await ask("/api/v1/products?page_size=1");
  if (products.length === 0) throw new Error("Add a product first: coupons are in its currency.");
  return products[0].price.currency;
}
