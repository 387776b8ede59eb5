// One phone: its owner, the chat, and what can be written.
import { bubble, chip, identityOf, stick } from "./bubble.js";
import { avatar, el, fill, icon, iconButton } from "./dom.js";
import { openLocation, openMenu } from "./attach.js";
import { day } from "./format.js";
import { openOwner } from "./owner.js";
import { inspect, openList } from "./sheets.js";

/** Closer to the end than this, the chat follows new messages. */
const NEAR_END = 120;
const STARTERS = ["hi", "menu", "help"];

export class Phone {
  #network;
  #id;
  #log;
  #input;
  #state;
  #owner;
  #quoted = null;
  #missed = 0;
  #typingTimer;

  constructor(network, customer, close) {
    this.#network = network;
    this.#id = customer.id;
    this.element = this.#build(customer, close);
    this.#load();
  }

  /** Puts the cursor where one writes. */
  focus() {
    this.#input.focus();
  }

  /** Shows a new or changed message. */
  show(message, fresh) {
    if (message.kind === "reaction") {
      this.#stick(message);
      return;
    }
    const follow = fresh && (this.#nearEnd() || message.from === "customer");
    this.#place(message);
    if (follow) this.#toEnd();
    else if (fresh) this.#miss();
  }

  /** Shows what changed about the customer. */
  update(customer) {
    fill(this.#owner, ownerWords(customer));
    this.#showTyping(customer);
  }

  async #load() {
    const messages = await this.#network.open(this.#id);
    messages.forEach((message) => this.show(message, false));
    this.#hint();
    this.#missed = 0;
    this.#toEnd();
  }

  #build(customer, close) {
    const business = this.#network.status.business;
    this.#owner = el("span", { class: "owner-words" }, ownerWords(customer));
    this.#state = el("span", { class: "presence", "aria-live": "polite" }, "online");
    this.#log = el("div", { class: "log", role: "log", "aria-label": `Chat of ${customer.name} with ${business.name}`, tabIndex: 0, onscroll: () => this.#nearEnd() && this.#catchUp() });
    // The end stays in view when the chat's room changes, as when a keyboard opens.
    let atEnd = true;
    this.#log.addEventListener("scroll", () => (atEnd = this.#nearEnd()));
    new ResizeObserver(() => atEnd && this.#toEnd()).observe(this.#log);
    const down = el("button", { type: "button", class: "down round", hidden: true, "aria-label": "To the newest message", onclick: () => this.#toEnd() }, icon("down"), el("span", { class: "badge" }));
    const owner = el("div", { class: "owner" }, avatar(customer.name), this.#owner,
      iconButton("more", "This phone", () => openOwner(this.element, this.#network, this.#id), { "aria-haspopup": "dialog" }),
      iconButton("close", "Put this phone away", close));
    const head = el("div", { class: "phone-head" }, avatar(business.name), el("span", { class: "phone-title" }, el("strong", {}, business.name, verified()), this.#state));
    const screen = el("div", { class: "screen" }, head, this.#log, down, this.#composer());
    return el("section", { class: "phone", data: { id: this.#id }, "aria-label": `Phone of ${customer.name}` }, owner, screen);
  }

  #composer() {
    this.#input = el("textarea", { rows: 1, placeholder: "Message", "aria-label": "Message", maxLength: 4096, enterKeyHint: "send", autocomplete: "off", oninput: () => this.#grow(), onkeydown: (event) => this.#key(event) });
    const menu = iconButton("add", "Send a photo, place, cart…", () => openMenu(this.#screen(), this.#network, (act) => this.#act(act), (act) => this.#quiet(act)), { "aria-haspopup": "dialog" });
    const quoted = el("div", { class: "quoted", hidden: true });
    const send = el("button", { type: "submit", class: "round send", "aria-label": "Send" }, icon("send"));
    return el("form", { class: "composer", onsubmit: (event) => this.#submit(event) }, quoted, el("div", { class: "box" }, menu, this.#input), send);
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
    if (event.key === "Escape") this.#quote(null);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#input.value;
    if (!text.trim()) return;
    const reply_to = this.#quoted?.id;
    this.#input.value = "";
    this.#grow();
    this.#quote(null);
    this.#quiet({ type: "text", text, reply_to });
  }

  /** Acts as the customer; an act may still have to be made ready. */
  async #act(act) {
    await this.#network.act(this.#id, typeof act === "function" ? await act() : act);
  }

  /** Acts, and says in the chat when that was refused. */
  async #quiet(act) {
    try {
      await this.#act(act);
    } catch (error) {
      this.#log.append(chip(error.message, "alert"));
      this.#toEnd();
    }
  }

  #actions() {
    return {
      tap: (message, choice) => this.#quiet({ type: "tap", message_id: message.id, id: choice.id }),
      openList: (message) => openList(this.#screen(), message, (choice) => this.#quiet({ type: "tap", message_id: message.id, id: choice.id })),
      shareLocation: () => openLocation(this.#screen(), (act) => this.#act(act)),
      react: (message, emoji) => this.#quiet({ type: "reaction", message_id: message.id, emoji: this.#reactionOn(message) === emoji ? "" : emoji }),
      reply: (message) => this.#quote(message),
      inspect,
      find: (id) => this.#network.message(this.#id, id),
      scrollTo: (id) => this.#bubble(id)?.scrollIntoView({ block: "center", behavior: "smooth" }),
      businessName: () => this.#network.status.business.name,
    };
  }

  #quote(message) {
    this.#quoted = message;
    const line = this.element.querySelector(".quoted");
    line.hidden = !message;
    line.replaceChildren();
    if (!message) return;
    line.append(el("span", {}, message.text || `[${message.kind}]`), iconButton("close", "Do not answer this message", () => this.#quote(null)));
    this.focus();
  }

  #place(message) {
    const element = bubble(message, this.#actions());
    const known = this.#bubble(message.id);
    if (known) {
      known.querySelectorAll(".reaction").forEach((reaction) => element.querySelector(".bubble-body").append(reaction));
      known.replaceWith(element);
      return;
    }
    this.#log.querySelector(".welcome")?.remove();
    this.#typingAway();
    const last = [...this.#log.querySelectorAll(".bubble")].at(-1);
    if (!last || day(last.dataset.at) !== day(message.at)) this.#log.append(chip(day(message.at, this.#network.now()), "date"));
    if (last && last.classList.contains("mine") !== element.classList.contains("mine")) element.classList.add("turn");
    this.#log.append(element);
  }

  #stick(message) {
    const target = this.#bubble(message.raw.reaction.message_id);
    if (target) stick(target, message.from, message.raw.reaction.emoji);
  }

  #reactionOn(message) {
    return this.#bubble(message.id)?.querySelector('.reaction[data-who="customer"]')?.textContent;
  }

  #hint() {
    if (this.#log.querySelector(".bubble")) return;
    const starters = STARTERS.map((word) => el("button", { type: "button", onclick: () => this.#quiet({ type: "text", text: word }) }, word));
    this.#log.append(el("div", { class: "welcome" },
      el("p", {}, "This is a customer's phone. Write ", el("strong", {}, "hi"), " to the shop, or tap a word:"),
      el("div", { class: "chips" }, starters)));
  }

  #showTyping(customer) {
    this.#typingAway();
    const left = customer.typing_until ? new Date(customer.typing_until) - this.#network.now() : 0;
    if (left <= 0) return;
    this.#state.textContent = "typing…";
    const follow = this.#nearEnd();
    this.#log.append(el("div", { class: "bubble theirs typing", "aria-hidden": "true" }, el("span", {}), el("span", {}), el("span", {})));
    if (follow) this.#toEnd();
    this.#typingTimer = setTimeout(() => this.#typingAway(), left);
  }

  #typingAway() {
    clearTimeout(this.#typingTimer);
    this.#log.querySelector(".typing")?.remove();
    this.#state.textContent = "online";
  }

  #grow() {
    this.#input.style.height = "auto";
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, 120)}px`;
  }

  #miss() {
    this.#missed += 1;
    const down = this.element.querySelector(".down");
    down.hidden = false;
    down.querySelector(".badge").textContent = this.#missed;
  }

  #catchUp() {
    this.#missed = 0;
    this.element.querySelector(".down").hidden = true;
  }

  #toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#catchUp();
  }

  #nearEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_END;
  }

  #bubble(id) {
    return this.#log.querySelector(`.bubble[data-id="${CSS.escape(id)}"]`);
  }

  #screen() {
    return this.element.querySelector(".screen");
  }
}

function verified() {
  return el("span", { class: "verified", title: "Business" }, icon("tick"));
}

function ownerWords(customer) {
  const notes = [identityOf(customer)];
  if (customer.receipts === "sent") notes.push("phone off");
  if (!customer.reachable) notes.push("not on WhatsApp");
  return [el("strong", {}, customer.name), el("small", {}, notes.join(" · "))];
}
