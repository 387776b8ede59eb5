// The office: log in, and go between its pages.

import { Refusal, isLoggedIn, logIn, logOut } from "./api.js";
import * as board from "./board.js";
import * as coupons from "./coupons.js";
import * as menu from "./menu.js";

const LOOK_EVERY_MS = 2000;
const PAGES = { orders: board, menu, coupons };

const part = (id) => document.getElementById(id);
let lastLook = 0;

/** The page that the address names; orders where it names none. */
const shown = () => (location.pathname.split("/")[2] in PAGES ? location.pathname.split("/")[2] : "orders");

function show() {
  const inside = isLoggedIn();
  part("login").hidden = inside;
  for (const id of ["leave", "pulse", "pages"]) part(id).hidden = !inside;
  for (const name of Object.keys(PAGES)) {
    part(name === "orders" ? "board" : name).hidden = !inside || name !== shown();
    const link = part("pages").querySelector(`[href="/office/${name}"]`);
    if (name === shown()) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!inside) part("login").elements.email.focus();
}

async function look() {
  if (!isLoggedIn() || document.hidden) return;
  try {
    await PAGES[shown()].look();
    lastLook = Date.now();
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) show();
  }
  tellPulse();
}

/** A look that hangs must not keep "Live" on the page, so the pulse is told by a clock of its own. */

function tellPulse() {
  const seconds = Math.round((Date.now() - lastLook) / 1000);
  const lost = seconds > (3 * LOOK_EVERY_MS) / 1000;
  part("pulse").classList.toggle("lost", lost);
  const words = !lost ? "Live" : lastLook === 0 ? "No connection" : "No connection: this is how it was before";
  if (part("pulse").textContent !== words) part("pulse").textContent = words;
}

part("ask-back").addEventListener("click", () => part("ask").close());

part("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { email, password } = event.target.elements;
  const button = event.target.querySelector("button");
  button.disabled = true;
  part("login-error").textContent = "";
  try {
    await logIn(email.value, password.value);
    password.value = "";
    show();
    await look();
  } catch (error) {
    part("login-error").textContent = error instanceof Refusal ? error.message : "The server cannot be reached.";
  }
  button.disabled = false;
});

part("leave").addEventListener("click", async () => {
  await logOut().catch(() => {});
  Object.values(PAGES).forEach((page) => page.forget());
  show();
});

part("pages").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  show();
  look();
});
addEventListener("popstate", () => {
  show();
  look();
});
document.addEventListener("visibilitychange", look);

async function watch() {
  await look();
  setTimeout(watch, LOOK_EVERY_MS);
}

Object.values(PAGES).forEach((page) => page.start());
show();
setInterval(tellPulse, LOOK_EVERY_MS);
watch();
