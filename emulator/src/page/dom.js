// Building elements. Text always goes in as text, never as markup.

/** Makes an element. Properties starting with "on" are listeners, "data" and "aria" objects become attributes. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name in element && name !== "list" && name !== "form") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  return fill(element, children);
}

/** Replaces what is in an element; nothing, null and false leave no trace. */
export function fill(element, ...children) {
  const there = (child) => child !== undefined && child !== null && child !== false;
  element.replaceChildren(...children.flat(Infinity).filter(there));
  return element;
}

const PATHS = {
  add: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-5 16-3.5-6.5z",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  list: "M8 7h11M8 12h11M8 17h11M4.5 7h.01M4.5 12h.01M4.5 17h.01",
  reply: "M10 7L5 12l5 5M5 12h8a6 6 0 0 1 6 6",
  link: "M14 5h5v5M19 5l-8 8M18 14v5H5V6h5",
  pin: "M12 21s7-6.5 7-12a7 7 0 0 0-14 0c0 5.5 7 12 7 12zM12 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  photo: "M4 6h16v12H4zM4 15l4.5-4.5L13 15l3-3 4 4M15.5 9.5h.01",
  document: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
  cart: "M3 4h2.5l2 11h10l2-8H6.5M9 19.5h.01M16 19.5h.01",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6",
  voice: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  code: "M9 7l-5 5 5 5M15 7l5 5-5 5",
  react: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c2 2.5 5 2.5 7 0M9 9.5v.01M15 9.5v.01",
  tick: "M5 12.5l4.5 4.5L19 7",
  ticks: "M2.5 12.5l4.5 4.5L16 7.5M12 16.5l.5.5L21.5 7.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
  down: "M6 9l6 6 6-6",
  engine: "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1M15 5v4M9 10v4M17 15v4",
  copy: "M8 8h11v12H8zM5 16V4h11",
  hidden: "M4 4l16 16M9.5 5.5A10 10 0 0 1 21 12a12 12 0 0 1-2.5 3.5M6 7.5A12 12 0 0 0 3 12c2 4 5.5 6 9 6 1 0 2-.2 3-.5",
};

/** A line drawing by name, invisible to screen readers. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows a drawing and says its name. */
export function iconButton(name, label, onclick, more = {}) {
  return el("button", { type: "button", class: "round", title: label, "aria-label": label, onclick, ...more }, icon(name));
}

/** A colour of its own for every name. */
export function hue(text) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 360;
  return sum;
}

/** A round picture with initials. */
export function avatar(name) {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, "").split(" ").filter(Boolean);
  const digits = /^\d+$/.test(words.join(""));
  const initials = digits ? words.join("").slice(-2) : words.slice(0, 2).map((word) => [...word][0]).join("");
  const element = el("span", { class: "avatar", "aria-hidden": "true" }, initials.toUpperCase() || "?");
  element.style.setProperty("--hue", hue(name));
  return element;
}

/** A labelled field. */
export function field(label, input) {
  return el("label", { class: "field" }, el("span", {}, label), input);
}

/** A phone number as people read it. */
export function pretty(digits) {
  const parts = digits.startsWith("234") && digits.length === 13
    ? [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 9), digits.slice(9)]
    : [digits.slice(0, -7), digits.slice(-7, -4), digits.slice(-4)];
  return `+${parts.filter(Boolean).join(" ")}`;
}
