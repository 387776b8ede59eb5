// The payment page: a card checkout as a customer sees it on a phone, and every way it can go wrong.
import { el, field, fill, icon } from "./dom.js";
import { call } from "./network.js";

const place = document.getElementById("checkout");
const code = decodeURIComponent(location.pathname.split("/").pop());
/** What a test card looks like. */
const CARD = { number: "4084 0840 8408 4081", expiry: "12 / 30", cvv: "408" };

const act = (wish) => call("POST", `payments/${encodeURIComponent(code)}/act`, wish).then(show);

function money(minor, currency) {
  const form = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return form.format(minor / 10 ** form.resolvedOptions().maximumFractionDigits);
}

/** Runs what a button does and says when that was refused. */
function run(button, wish) {
  button.disabled = true;
  return act(wish).catch((error) => {
    button.disabled = false;
    place.querySelector(".problem").textContent = error.message;
  });
}

function show(payment) {
  document.title = `Pay ${payment.shop}`;
  fill(place, head(payment), payment.paid ? receipt(payment) : form(payment));
}

function head({ shop, email, amount_minor, currency, paid }) {
  return el("header", { class: "checkout-head" },
    el("p", {}, el("strong", {}, shop), el("small", {}, email)),
    el("p", { class: "checkout-sum" }, paid ? money(paid.amount_minor, paid.currency) : money(amount_minor, currency)));
}

function form(payment) {
  const { amount_minor, currency, status, reason } = payment;
  const input = (name, value, more = {}) => el("input", { name, value, required: true, inputMode: "numeric", autocomplete: "off", ...more });
  const pay = el("button", { type: "submit", class: "primary" }, `Pay ${money(amount_minor, currency)}`);
  const submit = (event) => {
    event.preventDefault();
    run(pay, { type: "pay" });
  };
  return el("form", { class: "form", onsubmit: submit },
    el("h1", {}, "Pay with your card"),
    status === "failed" && el("p", { class: "notice" }, `${reason}. Try again, or use another card.`),
    field("Card number", input("card", CARD.number, { maxLength: 23 })),
    el("div", { class: "pair" }, field("Valid until", input("expiry", CARD.expiry, { maxLength: 7 })), field("CVV", input("cvv", CARD.cvv, { maxLength: 4 }))),
    el("p", { class: "problem", role: "alert" }),
    pay,
    mishaps(payment));
}

/** What else a customer or a bank can do. */
function mishaps({ amount_minor, currency }) {
  const button = (label, wish) => {
    const made = el("button", { type: "button", class: "pill", onclick: () => run(made, wish) }, label);
    return made;
  };
  const [less, more] = [Math.max(1, Math.floor(amount_minor / 2)), amount_minor * 2];
  const other = currency === "USD" ? "NGN" : "USD";
  return el("details", { class: "mishaps" },
    el("summary", {}, "Something goes wrong"),
    el("div", { class: "chips" },
      button("The bank declines", { type: "fail" }),
      button("Leave without paying", { type: "abandon" }),
      button(`Pay only ${money(less, currency)}`, { type: "pay", amount_minor: less }),
      button(`Pay ${money(more, currency)}`, { type: "pay", amount_minor: more }),
      button(`Pay in ${other}`, { type: "pay", currency: other }),
      button("Pay, and the shop is not told", { type: "pay", silent: true })));
}

function receipt({ callback_url, reference, shop }) {
  return el("section", { class: "receipt" },
    el("span", { class: "receipt-mark" }, icon("tick")),
    el("h1", {}, "Payment successful"),
    el("p", {}, `You can go back to the chat with ${shop}.`),
    callback_url && el("a", { class: "pill", href: returnAddress(callback_url, reference) }, `Back to ${shop}`),
    el("p", { class: "small" }, reference));
}

function returnAddress(address, reference) {
  const back = new URL(address);
  back.searchParams.set("trxref", reference);
  back.searchParams.set("reference", reference);
  return back.href;
}

async function start() {
  const payment = await call("GET", `payments/${encodeURIComponent(code)}`);
  if (payment.paid) show(payment);
  else await act({ type: "open" });
}

start().catch((error) => fill(place, el("section", { class: "receipt" }, el("h1", {}, "This link cannot be paid"), el("p", {}, error.message))));
