// More about an order: its sums, hidden values, payments, files and invoices, asked for when somebody looks.

import { ask, askFile } from "./api.js";
import { apart, askReason, button, el, fill, inWords, money, wishKey } from "./dom.js";

const SUMS = [["Goods", "subtotal"], ["Discount", "discount"], ["Delivery", "delivery_fee"], ["Tax", "tax"], ["Tip", "tip"], ["Total", "total"], ["Paid", "paid"]];
const DEAD = ["CANCELLED", "REJECTED"];
const PROVIDERS = { PAYSTACK: "Link", MANUAL: "Noted by staff" };

/** Fills a card's details once they are opened. */
export function about(details, order) {
  const place = details.querySelector(".about");
  details.addEventListener("toggle", () => {
    if (details.open) show(place, order.id).catch((error) => fill(place, el("p", { class: "error" }, error.message)));
  });
}

/** The order is read again with its money: what is still to pay must be as new as what has come. */
async function show(place, id) {
  const path = `/api/v1/orders/${id}`;
  const [order, money, files, invoices] = await Promise.all([
    ask(path), ask(`${path}/payments`), ask(`${path}/attachments`), ask(`${path}/invoices`),
  ]);
  const again = () => show(place, id);
  fill(place,
    sums(order),
    order.lines.some((line) => line.fields.some((field) => field.sensitive)) && reveal(place, order),
    payments(order, money, again),
    files.attachments.map((file) => attachment(order, file, again)),
    invoices.invoices.map(invoice),
    el("p", { class: "error", role: "alert" }));
}

function sums(order) {
  const there = SUMS.filter(([, name]) => order[name] && (order[name].amount_minor !== 0 || name === "total"));
  const label = (words, name) => (name === "discount" && order.coupon_code ? `${words} (${order.coupon_code})` : words);
  return el("dl", { class: "sums" }, there.map(([words, name]) => [
    el("dt", {}, label(words, name)),
    el("dd", {}, `${name === "discount" ? "−" : ""}${money(order[name])}`),
  ]));
}

/** Sensitive values are asked for one order at a time; each look is logged. */
function reveal(place, order) {
  const list = place.closest(".order").querySelector(".lines");
  const act = async (made) => {
    const { lines } = await ask(`/api/v1/orders/${order.id}/fields`);
    for (const { index, fields } of lines) {
      const shown = list.children[index].querySelectorAll(".field span");
      order.lines[index].fields.forEach((field, at) => {
        const value = fields.find(({ key }) => key === field.key);
        if (value) shown[at].textContent = value.value;
      });
    }
    made.remove();
  };
  return button("Show hidden values", act, { place: () => place });
}

function payments(order, { payments, refunds }, again) {
  const row = (words, state, sum) => el("li", {}, el("span", {}, words), el("span", { class: `state ${state}` }, inWords(state)), sum && el("b", {}, money(sum)));
  const rows = [
    ...payments.map((one) => row(`${PROVIDERS[one.provider] ?? "Payment"} ${one.reference}`, one.state, one.received ?? one.amount)),
    ...refunds.map((one) => row(`Refund: ${one.reason}`, one.state, one.amount)),
  ];
  const error = (made) => made.closest(".about");
  // Pressed twice, it is still one wish: it gets another name only when this is drawn again.
  const wish = wishKey();
  const post = (path, body) => ask(`/api/v1/orders/${order.id}/${path}`, { method: "POST", headers: { "idempotency-key": wish }, body });
  const open = order.total.amount_minor - (order.paid?.amount_minor ?? 0);
  const cash = button("Paid in cash", async () => {
    await post("payments", { amount: { amount_minor: open, currency: order.total.currency }, note: "cash" });
    await again();
  }, { place: () => error(cash) });
  const refund = button("Refund all", async () => {
    const reason = await askReason(`Refund: ${order.number}`, "Send the money back");
    if (reason === null) return;
    await post("refunds", { reason });
    await again();
  }, { kind: "danger", place: () => error(refund) });
  const due = open > 0 && !DEAD.includes(order.status);
  return [
    rows.length > 0 && el("ul", { class: "payments" }, rows),
    el("div", { class: "moves" }, due && cash, order.paid?.amount_minor > 0 && refund),
  ];
}

function attachment(order, file, again) {
  const path = `/api/v1/orders/${order.id}/attachments/${file.id}`;
  const figure = el("figure", { class: "attachment" }, preview(path, file), el("figcaption", {}, caption(file)));
  if (file.proof_state !== "PENDING") return figure;
  const review = async (body) => {
    await ask(`${path}/review`, { method: "POST", body });
    await again();
  };
  const place = () => figure.closest(".about");
  const seen = shown(order);
  const there = seen.amount_minor > 0 ? `The money is there: ${money(seen)}` : "The money is there";
  const approve = button(there, () => review({ approve: true, outstanding: seen }), { kind: "", place });
  const reject = button("Reject", async () => {
    const reason = await askReason(`Reject the payment proof: ${order.number}`, "Reject");
    if (reason !== null) await review({ approve: false, reason });
  }, { kind: "danger", place });
  figure.append(el("div", { class: "moves" }, approve, reject));
  return figure;
}

/** What a proof has to show: all that is open, or what a dead order would have cost, which goes back. */
function shown({ status, total, paid, outstanding }) {
  if (!DEAD.includes(status)) return outstanding;
  return { amount_minor: Math.max(total.amount_minor - (paid?.amount_minor ?? 0), 0), currency: total.currency };
}

function caption({ purpose, proof_state, caption, filename }) {
  const kind = purpose === "PAYMENT_PROOF" ? `Payment proof, ${inWords(proof_state ?? "")}` : filename;
  return [kind, caption].filter(Boolean).flatMap((words, place) => (place > 0 ? [" · ", apart(words)] : [apart(words)]));
}

/** A picture is shown, and in its whole size when it is pressed; anything can be saved. */
function preview(path, file) {
  const name = file.filename || file.id;
  const kept = save(["Save ", apart(name)], `${path}/content`, name);
  if (!file.mime_type.startsWith("image/")) return kept;
  const image = el("img", { alt: file.caption || "Picture from the customer" });
  const larger = el("button", { type: "button", class: "picture", title: "Show it larger", onclick: () => enlarge(image) }, image);
  const fail = (words) => larger.replaceWith(el("p", { class: "error" }, words));
  image.addEventListener("error", () => fail("This picture cannot be shown. Save it to look at it."));
  askFile(`${path}/content`).then((content) => { image.src = URL.createObjectURL(content); }).catch((error) => fail(error.message));
  return [larger, kept];
}

function enlarge({ src, alt }) {
  const dialog = document.getElementById("picture");
  Object.assign(dialog.querySelector("img"), { src, alt });
  dialog.showModal();
}

function invoice({ number, kind, status, total }) {
  const words = kind === "CREDIT_NOTE" ? "Credit note" : "Invoice";
  return el("p", { class: "invoice" }, save(`${words} ${number}`, `/api/v1/invoices/${number}/pdf`, `${number}.pdf`),
    el("span", { class: `state ${status}` }, inWords(status)), el("b", {}, money(total)));
}

function save(label, path, name) {
  const made = button(label, async () => {
    const address = URL.createObjectURL(await askFile(path));
    el("a", { href: address, download: name }).click();
    URL.revokeObjectURL(address);
  }, { kind: "link", place: () => made.closest(".about") });
  return made;
}
