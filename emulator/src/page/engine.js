// The engine room: the way to the webhook, refused sends, faults, payments, limits and the clock.
import { el, field, fill } from "./dom.js";
import { call } from "./network.js";
import { openDrawer } from "./sheets.js";

const DAY_MS = 86_400_000;
const REFUSALS_SHOWN = 20;
const PAYMENTS_SHOWN = 5;

/** Opens the engine room, which follows the network while it is open. */
export function openEngine(network) {
  const webhook = el("div", { class: "panel" });
  const refused = el("div", { class: "panel" });
  const faults = el("div", { class: "panel" });
  const payments = el("div", { class: "panel" });
  const said = el("p", { class: "small", role: "status" });
  const run = (act, words) => async () => {
    try {
      const answer = await act();
      said.textContent = typeof words === "function" ? words(answer) : words;
    } catch (error) {
      said.textContent = error.message;
    }
  };
  const show = () => {
    fill(webhook, webhookPanel(network.status.webhook, run));
    fill(faults, faultPanel(network.status.faults, run));
    showRefused(refused, network.status.refused, run);
    showPayments(payments, run);
  };
  show();
  network.addEventListener("status", show);
  const dialog = openDrawer("Engine room", said, webhook, refused, faults, payments, limitsPanel(network.status.limits, run), clockPanel(network, run));
  dialog.addEventListener("close", () => network.removeEventListener("status", show));
}

function button(label, onclick, kind = "") {
  return el("button", { type: "button", class: `pill ${kind}`, onclick }, label);
}

function webhookPanel(webhook, run) {
  const state = webhook.problem ? `The webhook ${webhook.problem}.` : "The webhook takes everything.";
  const held = webhook.held === null ? "" : ` ${webhook.held} held back.`;
  const verified = ({ verified, answer }) => (verified ? "The webhook knows its token." : `Not verified: it answered ${answer.status}.`);
  const release = (order, copies) => run(() => call("POST", "webhooks/release", { order, copies }), ({ posts }) => `${posts} posts made.`);
  return [
    el("h3", {}, "Webhook"),
    el("p", {}, el("code", {}, webhook.url)),
    el("p", { class: webhook.problem ? "problem" : "small" }, `${state} ${webhook.delivered} posts taken, ${webhook.waiting} waiting.${held}`),
    el("div", { class: "chips" },
      button("Verify", run(() => call("POST", "webhooks/verify"), verified)),
      button("Try again now", run(() => call("POST", "webhooks/retry"), "Trying.")),
      webhook.held === null && button("Hold back", run(() => call("POST", "webhooks/hold"), "Everything customers do now is held back.")),
      webhook.held !== null && button("Release", release("given", 1)),
      webhook.held !== null && button("Release shuffled", release("shuffled", 1)),
      webhook.held !== null && button("Release twice", release("given", 2))),
  ];
}

async function showRefused(panel, { total }, run) {
  const heading = el("h3", {}, `Refused sends: ${total}`);
  if (total === 0) {
    fill(panel, heading, el("p", { class: "small" }, "Every message kept Meta's rules."));
    return;
  }
  const { refused } = await call("GET", "refused");
  const one = (refusal) => el("details", { class: "refusal" },
    el("summary", {}, el("strong", {}, refusal.message), refusal.details && el("span", {}, ` ${refusal.details}`)),
    el("pre", { class: "json", tabIndex: 0 }, JSON.stringify(refusal.body, null, 2)));
  fill(panel, heading, refused.slice(0, REFUSALS_SHOWN).map(one), button("Forget them", run(() => call("DELETE", "refused"), "Forgotten.")));
}

function faultPanel({ rules, struck }, run) {
  const next = (label, fault) => button(label, run(() => call("POST", "faults", { times: 1, ...fault }), "The shop's next message meets that."));
  const list = rules.length ? rules.map((rule) => JSON.stringify(rule)).join(" · ") : "None waits.";
  return [
    el("h3", {}, "Faults for the next message to a customer"),
    el("p", { class: "small" }, `${list} ${struck} met so far.`),
    el("div", { class: "chips" },
      next("Rate limit (130429)", { kind: "error", code: 130429 }),
      next("Server error (131000)", { kind: "error", code: 131000 }),
      next("Bare 503", { kind: "status", status: 503 }),
      next("Accepted, no answer", { kind: "no_answer" }),
      next("Accepted, connection cut", { kind: "reset" }),
      next("Accepted, fails later", { kind: "fail_later", code: 131026 }),
      rules.length > 0 && button("Clear", run(() => call("DELETE", "faults"), "No faults any more."))),
  ];
}

async function showPayments(panel, run) {
  const { payments, webhook, refused, refund_manner: manner } = await call("GET", "payments");
  const one = ({ access_code, reference, status }) => el("li", {}, el("a", { href: `/checkout/${access_code}`, target: "_blank", rel: "noopener" }, reference), ` ${status}`);
  const state = webhook.problem ? `The payment webhook ${webhook.problem}; ${webhook.waiting} waiting.` : `${webhook.delivered} events taken, ${webhook.waiting} waiting.`;
  const fault = (label, faults) => button(label, run(() => call("PUT", "payments/webhooks/faults", faults), "The next payments are told like that."));
  const refunds = (label, end) => button(label, run(() => call("PUT", "payments/refunds", { ...manner, end }), "The next refunds end like that."));
  fill(panel,
    el("h3", {}, "Payments"),
    el("p", { class: webhook.problem ? "problem" : "small" }, `${state} ${refused.length} calls refused.`),
    payments.length > 0 && el("ul", { class: "lines" }, payments.slice(0, PAYMENTS_SHOWN).map(one)),
    el("div", { class: "chips" },
      button("Try again now", run(() => call("POST", "payments/webhooks/retry"), "Trying.")),
      fault("Told as usual", {}),
      fault("Told twice", { duplicate_share: 1 }),
      fault("Never told", { lost_share: 1 }),
      refunds("Refunds arrive", "processed"),
      refunds("Refunds fail", "failed")));
}

function limitsPanel(limits, run) {
  const number = (name) => el("input", { name, type: "number", min: 0, value: limits[name] });
  const names = { messages_per_second: "Messages a second", pair_interval_ms: "Between two to one customer, ms", pair_burst: "Burst to one customer", latency_ms: "Answer takes, ms" };
  const inputs = Object.entries(names).map(([name, label]) => field(label, number(name)));
  const form = el("form", { class: "panel", onsubmit: (event) => {
    event.preventDefault();
    const wish = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, Number(value)]));
    run(() => call("PUT", "limits", wish), "Limits set.")();
  } }, el("h3", {}, "Limits (0 is none)"), el("div", { class: "pair" }, inputs), el("button", { type: "submit", class: "pill" }, "Set"));
  return form;
}

function clockPanel(network, run) {
  const ahead = (label, advance_ms) => button(label, run(() => call("POST", "clock", { advance_ms }), ({ now }) => `It is ${new Date(now).toLocaleString()} now.`));
  const reset = () => confirm("Throw all phones and messages away?") && call("POST", "reset").then(() => location.reload());
  return el("div", { class: "panel" },
    el("h3", {}, "Clock and start"),
    el("p", { class: "small" }, "Moves the clock of this process: after a day the shop may no longer write freely."),
    el("div", { class: "chips" }, ahead("An hour later", DAY_MS / 24), ahead("A day later", DAY_MS), button("Start over", reset, "danger")));
}
