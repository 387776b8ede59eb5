// What a customer can send besides words: a photo, a document, a place, a cart, a contact and more.
import { el, field, icon } from "./dom.js";
import { call } from "./network.js";
import { openForm, openSheet } from "./sheets.js";

/** Places in the sample market's city, so that nobody has to know degrees. */
const PLACES = [
  ["Lagos Island", 6.4541, 3.3947],
  ["Yaba", 6.5158, 3.3722],
  ["Ikeja", 6.6018, 3.3515],
  ["Lekki", 6.4474, 3.4723],
];
/** The degrees from one edge of the pad to the other. */
const SPAN = 0.06;

/** The menu behind the plus sign. Forms `send` and show a refusal themselves; the rest is sent `quiet`. */
export function openMenu(phone, network, send, quiet) {
  const entry = (drawing, label, act) => el("button", { type: "button", class: `entry entry-${drawing}`, onclick: () => {
    cover.close();
    act();
  } }, el("span", { class: "entry-icon" }, icon(drawing)), label);
  const cover = openSheet(phone, "Send", el("div", { class: "entries" },
    entry("photo", "Photo", () => pickFile("image/*", quiet, (media_id) => ({ type: "image", media_id }))),
    entry("document", "Document", () => pickFile("application/pdf", quiet, (media_id, file) => ({ type: "document", media_id, filename: file.name }))),
    entry("pin", "Location", () => openLocation(phone, send)),
    entry("cart", "Cart", () => openCart(phone, send, network)),
    entry("person", "Contact", () => openContact(phone, send)),
    entry("voice", "Voice note", () => pickFile("audio/*", quiet, (media_id) => ({ type: "voice", media_id }))),
    entry("hidden", "Unknown kind", () => quiet({ type: "unsupported" }))));
}

function pickFile(accept, send, act) {
  const input = el("input", { type: "file", accept, onchange: async () => {
    const [file] = input.files;
    if (file) send(async () => act((await call("POST", "media", file)).id, file));
  } });
  input.click();
}

/** A pin on a sketch of the city, moved by pointer or arrow keys. */
export function openLocation(phone, send) {
  let [name, latitude, longitude] = PLACES[0];
  const degrees = (label, value) => el("input", { name: label, inputMode: "decimal", required: true, value: value.toFixed(4), autocomplete: "off" });
  const [north, east] = [degrees("latitude", latitude), degrees("longitude", longitude)];
  const title = el("input", { name: "name", value: name, maxLength: 100, autocomplete: "off" });
  const address = el("input", { name: "address", maxLength: 200, placeholder: "12 Broad Street", autocomplete: "off" });
  const pin = el("span", { class: "pin" }, icon("pin"));
  const pad = el("button", { type: "button", class: "pad", "aria-label": "Map: arrow keys move the pin", onpointerdown: point, onkeydown: step }, pin);
  const choose = ([label, lat, long]) => {
    [latitude, longitude] = [lat, long];
    title.value = label;
    show(0.5, 0.5, lat, long);
  };
  function show(x, y, lat, long) {
    pin.style.left = `${x * 100}%`;
    pin.style.top = `${y * 100}%`;
    [north.value, east.value] = [lat.toFixed(4), long.toFixed(4)];
  }
  function move(x, y) {
    title.value = "";
    show(x, y, latitude + (0.5 - y) * SPAN, longitude + (x - 0.5) * SPAN);
  }
  function point(event) {
    const box = pad.getBoundingClientRect();
    move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }
  function step(event) {
    const steps = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, -0.05], ArrowDown: [0, 0.05] };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const [dx, dy] = steps[event.key];
    const within = (value) => Math.min(0.98, Math.max(0.02, value));
    move(within(parseFloat(pin.style.left || "50") / 100 + dx), within(parseFloat(pin.style.top || "50") / 100 + dy));
  }
  show(0.5, 0.5, latitude, longitude);
  const places = el("div", { class: "chips" }, PLACES.map((spot) => el("button", { type: "button", onclick: () => choose(spot) }, spot[0])));
  const fields = [places, pad, el("div", { class: "pair" }, field("Latitude", north), field("Longitude", east)), field("Name (may be empty)", title), field("Address (may be empty)", address)];
  openForm(phone, "Send location", fields, "Send this location", async () => {
    const filled = (input) => input.value.trim() || undefined;
    const spot = { latitude: Number(north.value), longitude: Number(east.value), name: filled(title), address: filled(address) };
    if (!Number.isFinite(spot.latitude) || !Number.isFinite(spot.longitude)) throw new Error("Latitude and longitude must be numbers.");
    await send({ type: "location", ...spot });
  });
}

/** A native cart: from the shop's catalogue where there is one, else by product id. */
async function openCart(phone, send, network) {
  const { items } = await call("GET", "catalog");
  const lines = el("div", { class: "cart-lines" });
  const add = (id = "", label = "", price = "", quantity = 1, currency = "NGN") => lines.append(cartLine(id, label, price, quantity, currency));
  items.forEach((item) => add(item.product_retailer_id, item.name, item.price_minor / 100, 0, item.currency));
  if (items.length === 0) add();
  const more = el("button", { type: "button", class: "quiet", onclick: () => add() }, icon("add"), "Another product");
  const note = el("input", { name: "note", maxLength: 200, placeholder: "no pepper", autocomplete: "off" });
  const hint = el("p", { class: "small" }, `Ids are ${network.status.business.name}'s own. Prices here count for nothing: the shop prices again.`);
  openForm(phone, "Send cart", [hint, lines, more, field("Note (may be empty)", note)], "Send cart", async () => {
    const filled = [...lines.children].map(readLine).filter((item) => item.product_retailer_id && item.quantity > 0);
    if (filled.length === 0) throw new Error("Put at least one product into the cart.");
    await send({ type: "order", items: filled, text: note.value.trim() || undefined });
  });
}

function cartLine(id, label, price, quantity, currency) {
  const count = el("input", { class: "count", type: "number", min: 0, max: 99, value: quantity, "aria-label": `Quantity of ${label || "this product"}` });
  const by = (step) => () => (count.value = Math.min(99, Math.max(0, Number(count.value) + step)));
  const name = label
    ? el("span", { class: "cart-name" }, label, el("small", {}, `${price.toFixed(2)} ${currency}`))
    : el("input", { class: "cart-name", placeholder: "product id", "aria-label": "Product id", autocomplete: "off" });
  const line = el("div", { class: "cart-line" }, name, el("span", { class: "stepper" },
    el("button", { type: "button", "aria-label": "One less", onclick: by(-1) }, "−"), count,
    el("button", { type: "button", "aria-label": "One more", onclick: by(1) }, "+")));
  Object.assign(line.dataset, { id, price, currency });
  return line;
}

function readLine(line) {
  const { id, price, currency } = line.dataset;
  return {
    product_retailer_id: id || line.querySelector("input.cart-name")?.value.trim(),
    quantity: Number(line.querySelector(".count").value),
    item_price: Number(price) || 0,
    currency,
  };
}

function openContact(phone, send) {
  const name = el("input", { name: "name", required: true, maxLength: 100, placeholder: "Chidi Okafor", autocomplete: "off" });
  const number = el("input", { name: "phone", required: true, inputMode: "tel", placeholder: "+234 803 123 4567", autocomplete: "off" });
  openForm(phone, "Send contact", [field("Name", name), field("Phone", number)], "Send contact", () =>
    send({ type: "contacts", name: name.value.trim(), phone: number.value }));
}

