// The page: which phones are out, and what goes on around them.
import { identityOf } from "./bubble.js";
import { avatar, el, fill, icon } from "./dom.js";
import { openEngine } from "./engine.js";
import { call, Network } from "./network.js";
import { Phone } from "./phone.js";

/** Phones out at once; the one longest out is put away for another. */
const PHONES_MAX = 6;
const OUT_KEY = "souk-phones";

const network = new Network();
const phones = new Map();
const unread = new Map();
const newest = new Map();
const [stage, people, notice] = ["stage", "people", "notice"].map((id) => document.getElementById(id));

function takeOut(id, focus = true) {
  const customer = network.customers.get(id);
  if (!customer) return;
  if (!phones.has(id)) {
    if (phones.size >= PHONES_MAX) putAway(phones.keys().next().value);
    const phone = new Phone(network, customer, () => putAway(id));
    phones.set(id, phone);
    // The page comes with an empty phone, so that one is out before anything has loaded.
    document.getElementById("first")?.remove();
    stage.append(phone.element);
  }
  unread.delete(id);
  if (focus) {
    phones.get(id).element.scrollIntoView({ inline: "nearest", block: "nearest" });
    phones.get(id).focus();
  }
  remember();
}

function putAway(id) {
  phones.get(id)?.element.remove();
  phones.delete(id);
  remember();
}

function remember() {
  localStorage.setItem(OUT_KEY, JSON.stringify([...phones.keys()]));
  showPeople();
}

function showPeople() {
  fill(people, [...network.customers.values()].map(personChip));
}

function personChip(customer) {
  const out = phones.has(customer.id);
  const waiting = unread.get(customer.id);
  const label = `${customer.name}, ${identityOf(customer)}${waiting ? `, ${waiting} new` : ""}`;
  return el("button", { type: "button", class: "person", "aria-pressed": String(out), title: label, "aria-label": label, onclick: () => takeOut(customer.id) },
    avatar(customer.name), el("span", { class: "person-name" }, customer.name), waiting && el("span", { class: "badge" }, String(waiting)));
}

async function addPhone() {
  const customer = await call("POST", "customers", {});
  network.customers.set(customer.id, customer);
  takeOut(customer.id);
}

function showStatus(status) {
  const { refused, webhook } = status;
  const engine = document.getElementById("engine");
  const trouble = refused.total > 0 || webhook.problem;
  fill(engine, icon("engine"), el("span", { class: "pill-words" }, "Engine room"), refused.total > 0 && el("span", { class: "badge alert" }, String(refused.total)));
  engine.classList.toggle("trouble", Boolean(trouble));
  const words = webhook.problem && `The shop's webhook ${webhook.problem} (${webhook.url}). ${webhook.waiting} waiting; they are sent again by themselves.`;
  say(words || (webhook.held !== null && "Webhooks are held back. Release them in the engine room."));
  document.title = `${status.business.name} · Souk phones`;
}

function say(words) {
  notice.hidden = !words;
  notice.textContent = words || "";
}

network.addEventListener("status", ({ detail }) => showStatus(detail));
network.addEventListener("customer", ({ detail: { customer } }) => {
  phones.get(customer.id)?.update(customer);
  showPeople();
});
network.addEventListener("message", ({ detail: { customer, message, fresh } }) => {
  if (phones.has(customer)) phones.get(customer).show(message, fresh);
  else if (message.from === "business") countUnread(customer, message.position);
});
network.addEventListener("departure", ({ detail: { id } }) => putAway(id));
network.addEventListener("offline", () => say("The emulator does not answer. Trying again…"));
network.addEventListener("online", () => network.status && showStatus(network.status));

/** A message changes several times on its way; it counts once. */
function countUnread(id, position) {
  if (position <= (newest.get(id) ?? 0)) return;
  newest.set(id, position);
  unread.set(id, (unread.get(id) ?? 0) + 1);
  showPeople();
}

/** The phones that were out last time; on the very first visit, a fresh one. */
async function start() {
  const add = document.getElementById("add");
  add.append(icon("add"), el("span", { class: "pill-words" }, "Add a phone"));
  add.addEventListener("click", addPhone);
  document.getElementById("engine").addEventListener("click", () => openEngine(network));
  await network.start();
  const out = JSON.parse(localStorage.getItem(OUT_KEY) ?? "[]").filter((id) => network.customers.has(id));
  if (out.length === 0 && network.customers.size > 0) out.push(network.customers.keys().next().value);
  if (out.length === 0) await addPhone();
  out.forEach((id) => takeOut(id, false));
  showPeople();
  phones.values().next().value?.focus();
}

start().catch((error) => say(`The emulator does not answer: ${error.message}`));
