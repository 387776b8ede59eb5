// Who owns a phone, and what the business sees of them.
import { el, field } from "./dom.js";
import { call } from "./network.js";
import { openForm } from "./sheets.js";

/** The settings of a phone. */
export function openOwner(phone, network, id) {
  const customer = network.customers.get(id);
  const name = el("input", { name: "name", value: customer.name, required: true, maxLength: 100, autocomplete: "off" });
  const username = el("input", { name: "username", value: customer.username ?? "", maxLength: 35, placeholder: "ada.l", autocomplete: "off" });
  const hidden = el("input", { type: "checkbox", checked: customer.identity === "user_id" });
  const off = el("input", { type: "checkbox", checked: customer.receipts === "sent" });
  const number = el("input", { name: "phone", value: `+${customer.phone}`, inputMode: "tel", autocomplete: "off" });
  const remove = el("button", { type: "button", class: "quiet danger", onclick: () => {
    cover.close();
    call("DELETE", `customers/${id}`);
  } }, "Throw this phone away");
  const fields = [
    field("Name", name),
    field("User name", username),
    field("Number (changing it tells the shop so)", number),
    toggle(hidden, "Hide the number", "The shop sees only a business-scoped user id."),
    toggle(off, "Phone off", "Messages are sent but not delivered until it is on again."),
    el("p", { class: "small" }, `User id ${customer.user_id}`),
    remove,
  ];
  const cover = openForm(phone.querySelector(".screen"), "This phone", fields, "Save", async () => {
    const digits = number.value.replace(/\D/g, "");
    if (digits !== customer.phone) await network.act(id, { type: "change_number", phone: digits });
    await call("PATCH", `customers/${id}`, {
      name: name.value.trim(),
      username: username.value.trim(),
      identity: hidden.checked ? "user_id" : customer.identity === "user_id" ? "both" : customer.identity,
      receipts: off.checked ? "sent" : customer.receipts === "sent" ? "read" : customer.receipts,
    });
  });
}

function toggle(input, title, meaning) {
  return el("label", { class: "toggle" }, el("span", {}, title, el("small", {}, meaning)), input);
}
