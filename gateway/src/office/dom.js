// Building elements and writing sums. Text always goes in as text, never as markup.

/** Makes an element. Properties starting with "on" are listeners; nothing, null and false leave no trace. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  return fill(element, children);
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/**
 * A button that is busy while it works; what is refused is said in the nearest ".error" of `place`. One that `acts` is not
 * there for who may only look.
 */
export function button(label, act, { kind = "plain", place, acts = kind !== "link" } = {}) {
  const made = el("button", { type: "button", class: acts ? `${kind} acts` : kind, onclick: async () => {
    const error = (place?.() ?? made.closest("[data-errors]"))?.querySelector(".error");
    made.disabled = true;
    if (error) error.textContent = "";
    try {
      await act(made);
    } catch (refusal) {
      if (error) error.textContent = refusal.message;
    }
    made.disabled = false;
  } }, label);
  return made;
}

/** Words of a customer, which may run from right to left and must not turn round what stands beside them. */
export const apart = (words) => el("bdi", {}, words);

export const labelled = (label, input) => el("label", {}, label, input);

const formOf = (currency) => new Intl.NumberFormat(undefined, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
const digitsOf = (currency) => formOf(currency).resolvedOptions().maximumFractionDigits;

export function money({ amount_minor, currency }) {
  return formOf(currency).format(amount_minor / 10 ** digitsOf(currency));
}

/** A sum as one types it. */
export function plainSum({ amount_minor, currency }) {
  return (amount_minor / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));
}

const WITH_POINT = /^(\d{1,3}(?:[,\s]\d{3})+|\d{1,12})(?:\.(\d+))?$/;
const WITH_COMMA = /^(\d{1,3}(?:[.\s]\d{3})+|\d{1,12}),(\d{1,2})$/;

/**
 * What was typed, in minor units; nothing when it is no sum of this currency. Half the world writes "1 500,50", so a comma
 * before three digits groups thousands, and one before fewer begins the fraction.
 */
export function sumOf(text, currency) {
  const digits = digitsOf(currency);
  const match = WITH_POINT.exec(text.trim()) ?? WITH_COMMA.exec(text.trim());
  if (!match || (match[2] ?? "").length > digits) return null;
  return { amount_minor: Number(match[1].replace(/\D/g, "")) * 10 ** digits + Number((match[2] ?? "").padEnd(digits, "0") || 0), currency };
}

/** A word of the API for people: "PAY_ON_DELIVERY" becomes "pay on delivery". */
export const inWords = (word) => word.toLowerCase().replaceAll("_", " ");

/** A name for one wish, the same in every try. */
export const wishKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Asks for a reason in a dialog; null when the person goes back. Blanks are no reason. */
export function askReason(title, yes) {
  const dialog = document.getElementById("ask");
  const reason = dialog.querySelector("input");
  document.getElementById("ask-title").textContent = title;
  document.getElementById("ask-yes").textContent = yes;
  reason.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    const done = () => answer(dialog.returnValue === "yes" ? reason.value.trim() : null);
    dialog.addEventListener("close", done, { once: true });
  });
}
