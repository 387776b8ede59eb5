// One message as a bubble.
import { el, icon, iconButton, pretty } from "./dom.js";
import { formatted, time } from "./format.js";

const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/**
 * The bubble of a message. `actions` has `tap(message, choice)`, `openList(message)`, `shareLocation()`,
 * `react(message, emoji)`, `reply(message)`, `inspect(message)` and `find(id)`.
 */
export function bubble(message, actions) {
  const mine = message.from === "customer";
  const body = el("div", { class: "bubble-body" }, quote(message, actions), withRoomForTime(content(message)), foot(message));
  const classes = ["bubble", mine ? "mine" : "theirs", onlyEmoji(message) && "huge", message.progress === "failed" && "failed"];
  return el(
    "article",
    { class: classes.filter(Boolean).join(" "), data: { id: message.id, position: message.position, at: message.at } },
    body,
    message.progress === "failed" && failure(message),
    !mine && buttons(message, actions),
    tools(message, actions, mine),
  );
}

/** The emoji stuck to a bubble; an empty one takes it away. */
export function stick(element, who, emoji) {
  element.querySelector(`.reaction[data-who="${who}"]`)?.remove();
  if (emoji) element.querySelector(".bubble-body").append(el("span", { class: "reaction", data: { who } }, emoji));
}

/** A line in the middle of the chat. */
export function chip(text, kind = "") {
  return el("p", { class: `chip ${kind}` }, text);
}

/** Leaves room at the end of the last line, where the time stands. */
function withRoomForTime(content) {
  const last = content.lastElementChild;
  if (last.matches("p.words")) last.append(el("span", { class: "gap" }));
  else content.classList.add("over-time");
  return content;
}

function content(message) {
  const part = PARTS[message.kind];
  return el("div", { class: "content" }, part ? part(message) : words(message));
}

const PARTS = {
  image: (message) => [picture(message.raw.image), caption(message.raw.image)],
  sticker: (message) => picture(message.raw.sticker),
  video: (message) => [attachment("photo", "Video"), caption(message.raw.video)],
  audio: (message) => recording(message.raw.audio),
  document: (message) => [paper(message.raw.document), caption(message.raw.document)],
  location: (message) => place(message.raw.location),
  contacts: (message) => message.raw.contacts.map(card),
  order: (message) => cart(message.raw.order),
  system: (message) => el("em", {}, message.text),
  unsupported: () => el("em", {}, "A message this business cannot read (for example a poll)"),
};

function words(message) {
  return [
    message.header && el("strong", { class: "head" }, message.header),
    message.text ? el("p", { class: "words" }, formatted(message.text.trimEnd())) : el("em", {}, `[${message.kind}]`),
    message.footer && el("p", { class: "small" }, message.footer),
  ];
}

function caption(media) {
  return media.caption && el("p", { class: "words" }, formatted(media.caption));
}

function picture(media) {
  const fallback = attachment("photo", "Photo");
  // Links lead outside, where this page must not go by itself.
  if (media.link) return el("a", { href: media.link, target: "_blank", rel: "noreferrer noopener" }, fallback);
  const image = el("img", { class: "picture", src: addressOf(media), alt: media.caption ?? "Photo" });
  image.addEventListener("error", () => image.replaceWith(fallback));
  return image;
}

function addressOf(media) {
  return media.link ?? `/control/media/${encodeURIComponent(media.id)}`;
}

/** A document, opened beside the chat. */
function paper(media) {
  const name = media.filename ?? "Document";
  return el("a", { class: "attachment paper", href: addressOf(media), target: "_blank", rel: "noreferrer noopener" },
    icon("document"), el("span", {}, name, el("small", {}, "Tap to open")));
}

function recording(media) {
  const fallback = attachment("voice", media.voice ? "Voice message" : "Audio");
  if (media.link) return fallback;
  const player = el("audio", { class: "player", controls: true, preload: "metadata", src: addressOf(media) });
  player.addEventListener("error", () => player.replaceWith(fallback));
  return player;
}

function attachment(drawing, label) {
  return el("span", { class: "attachment" }, icon(drawing), el("span", {}, label));
}

/** A sketch of a map with a pin, and where it is. */
function place(spot) {
  const address = `geo:${spot.latitude},${spot.longitude}`;
  return [
    el("a", { class: "map", href: address, target: "_blank", rel: "noreferrer noopener", "aria-label": "Open this place on a map" }, icon("pin")),
    el("strong", {}, spot.name ?? "Location"),
    spot.address && el("p", { class: "small" }, spot.address),
    el("p", { class: "small" }, `${Number(spot.latitude).toFixed(4)}, ${Number(spot.longitude).toFixed(4)}`),
  ];
}

function card(person) {
  const phone = person.phones?.[0]?.phone;
  return el("span", { class: "attachment" }, icon("person"), el("span", {}, person.name.formatted_name, phone && el("small", {}, ` ${phone}`)));
}

function cart(order) {
  const count = order.product_items.reduce((sum, item) => sum + item.quantity, 0);
  const line = (item) => el("li", {}, `${item.quantity} × ${item.product_retailer_id}`);
  return [
    el("span", { class: "attachment" }, icon("cart"), el("span", {}, count === 1 ? "1 item" : `${count} items`)),
    el("ul", { class: "lines" }, order.product_items.map(line)),
    order.text && el("p", { class: "words" }, order.text),
  ];
}

function quote(message, actions) {
  const original = message.reply_to && actions.find(message.reply_to);
  if (!original) return null;
  const who = original.from === "customer" ? "You" : actions.businessName();
  const jump = () => actions.scrollTo(original.id);
  return el("button", { type: "button", class: "quote", onclick: jump, "aria-label": `Answer to: ${original.text}` }, el("strong", {}, who), el("span", {}, formatted(original.text || `[${original.kind}]`)));
}

function foot(message) {
  return el("span", { class: "foot" }, el("time", { dateTime: message.at }, time(message.at)), message.from === "customer" && ticks(message.progress));
}

const TICKS = {
  sent: ["tick", "On its way to the shop"],
  delivered: ["ticks", "The shop has it"],
  read: ["ticks", "Read by the shop"],
};

function ticks(progress) {
  const [drawing, meaning] = TICKS[progress] ?? ["clock", "Waiting"];
  return el("span", { class: `ticks ${progress}`, title: meaning }, icon(drawing), el("span", { class: "unseen" }, meaning));
}

function failure(message) {
  const reason = message.failure ? `${message.failure.title} (${message.failure.code})` : "It failed on the way";
  return el("p", { class: "failure" }, `A phone would not have received this: ${reason}`);
}

/** Reply buttons, or the one button that opens a list, a link or the location picker. */
function buttons(message, actions) {
  const rows = message.choices.filter((choice) => choice.kind === "row");
  const replies = message.choices.filter((choice) => choice.kind !== "row");
  const action = message.raw.interactive?.action ?? {};
  const all = replies.map((choice) => option("reply", choice.title, () => actions.tap(message, choice)));
  if (rows.length) all.push(option("list", action.button, () => actions.openList(message), { "aria-haspopup": "dialog" }));
  if (message.kind === "location_request_message") all.push(option("pin", "Send location", () => actions.shareLocation(), { "aria-haspopup": "dialog" }));
  if (message.kind === "cta_url") {
    const { url, display_text: label } = action.parameters;
    all.push(el("a", { class: "option", href: url, target: "_blank", rel: "noreferrer noopener" }, icon("link"), label));
  }
  return all.length > 0 && el("div", { class: "options" }, all);
}

function option(drawing, label, onclick, more = {}) {
  return el("button", { type: "button", class: "option", onclick, ...more }, icon(drawing), label);
}

/** What shows up beside a bubble: react, answer, look inside. */
function tools(message, actions, mine) {
  const react = el("details", { class: "react" },
    el("summary", { class: "round", title: "React", "aria-label": "React" }, icon("react")),
    el("div", { class: "emoji" }, EMOJI.map((emoji) => el("button", { type: "button", onclick: (event) => {
      event.currentTarget.closest("details").open = false;
      actions.react(message, emoji);
    } }, emoji))));
  return el("div", { class: "tools" },
    !mine && react,
    !mine && iconButton("reply", "Answer this message", () => actions.reply(message)),
    iconButton("code", "Show the JSON of this message", () => actions.inspect(message)));
}

function onlyEmoji(message) {
  return message.kind === "text" && /^(\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}\u200d\ufe0f]*){1,3}$/u.test(message.text);
}

/** The label of a customer: their number, or that it is hidden. */
export function identityOf(customer) {
  return customer.identity === "user_id" ? "number hidden" : pretty(customer.phone);
}
