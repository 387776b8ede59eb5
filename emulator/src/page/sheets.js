// What slides in over a phone, and the drawers beside the page.
import { el, icon, iconButton } from "./dom.js";

/** Opens a sheet from below inside a phone. Escape, the cross and a tap outside close it; focus goes back after. */
export function openSheet(phone, title, ...content) {
  phone.querySelector(".sheet-cover")?.close();
  const before = document.activeElement;
  const sheet = el("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": title, tabIndex: -1 },
    el("div", { class: "sheet-head" }, iconButton("close", "Close", () => cover.close()), el("h2", {}, title)),
    el("div", { class: "sheet-body" }, content));
  const cover = el("div", { class: "sheet-cover" }, sheet);
  cover.close = () => {
    cover.remove();
    before?.isConnected && before.focus();
  };
  cover.addEventListener("pointerdown", (event) => event.target === cover && cover.close());
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Escape") cover.close();
    if (event.key === "Tab") keepFocus(event, sheet);
  });
  phone.append(cover);
  (sheet.querySelector("[autofocus]") ?? sheet).focus();
  return cover;
}

function keepFocus(event, sheet) {
  const reachable = [...sheet.querySelectorAll("button, input, select, textarea, a[href]")].filter((one) => !one.disabled);
  const [first, last] = [reachable[0], reachable.at(-1)];
  const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (leaving) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}

/** The rows of a list to choose from, as on a phone: a radio button each, and one button that sends. */
export function openList(phone, message, send) {
  const rows = message.choices.filter((choice) => choice.kind === "row");
  const submit = el("button", { type: "submit", class: "primary", disabled: true }, "Send");
  const form = el("form", { class: "rows", onsubmit: (event) => {
    event.preventDefault();
    const number = Number(new FormData(form).get("row"));
    cover.close();
    send(rows.find((row) => row.number === number));
  } });
  let section;
  for (const row of rows) {
    if (row.section && row.section !== section) form.append(el("h3", {}, (section = row.section)));
    const radio = el("input", { type: "radio", name: "row", value: String(row.number), onchange: () => (submit.disabled = false) });
    form.append(el("label", { class: "row" }, el("span", { class: "row-words" }, row.title, row.description && el("small", {}, row.description)), radio));
  }
  form.append(el("div", { class: "sheet-foot" }, submit));
  const title = message.raw.interactive.action.button;
  const cover = openSheet(phone, title, form);
  form.querySelector("input")?.focus();
}

/** Asks for a few words. */
export function openForm(phone, title, fields, label, submit) {
  const button = el("button", { type: "submit", class: "primary" }, label);
  const problem = el("p", { class: "problem", role: "alert" });
  const form = el("form", { class: "form", onsubmit: async (event) => {
    event.preventDefault();
    try {
      await submit(new FormData(form));
      cover.close();
    } catch (error) {
      problem.textContent = error.message;
    }
  } }, fields, problem, el("div", { class: "sheet-foot" }, button));
  const cover = openSheet(phone, title, form);
  form.querySelector("input, textarea")?.focus();
  return cover;
}

/** A drawer over the page; returns its body and how to close it. */
export function openDrawer(title, ...content) {
  const dialog = el("dialog", { class: "drawer", "aria-label": title },
    el("div", { class: "drawer-head" }, el("h2", { tabIndex: -1, autofocus: true }, title), iconButton("close", "Close", () => dialog.close())),
    el("div", { class: "drawer-body" }, content));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** The message as it went over the wire. */
export function inspect(message) {
  const text = JSON.stringify(message.raw, null, 2);
  const way = message.from === "customer"
    ? "The element of messages that the webhook got."
    : "The body of POST /{phone-number-id}/messages.";
  const copy = el("button", { type: "button", class: "pill", onclick: async () => {
    await navigator.clipboard.writeText(text);
    copy.lastChild.textContent = "Copied";
  } }, icon("copy"), el("span", {}, "Copy"));
  openDrawer("Message",
    el("p", { class: "small" }, way),
    el("dl", { class: "facts" }, fact("Id", message.id), fact("Kind", message.kind), fact("State", message.progress), fact("Time", message.at)),
    el("pre", { class: "json", tabIndex: 0 }, text), copy);
}

function fact(name, value) {
  return [el("dt", {}, name), el("dd", {}, String(value))];
}
