// WhatsApp's formatting, as elements; and dates as a phone writes them.
import { el } from "./dom.js";

const MARKS = { "*": "strong", "_": "em", "~": "s" };
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/;

/** Words with *bold*, _italic_, ~struck~, `code` and links, without ever reading them as markup. */
export function formatted(text) {
  const fragment = document.createDocumentFragment();
  const pieces = text.split(/(```[\s\S]+?```|`[^`\n]+`)/);
  pieces.forEach((piece, place) => {
    if (place % 2 === 0) fragment.append(...inline(piece));
    else fragment.append(el("code", {}, piece.replace(/^`+|`+$/g, "")));
  });
  return fragment;
}

function inline(text) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const found = firstSpecial(rest);
    if (!found) {
      nodes.push(rest);
      break;
    }
    if (found.index > 0) nodes.push(rest.slice(0, found.index));
    nodes.push(found.node);
    rest = rest.slice(found.index + found.length);
  }
  return nodes;
}

/** The first mark or link in a text. A mark counts only around words, as in "*so*" but not in "2 * 3 * 4". */
function firstSpecial(text) {
  const mark = /(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/u.exec(text);
  const link = ADDRESS.exec(text);
  if (link && (!mark || link.index < mark.index)) {
    const address = link[0];
    const node = el("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, address);
    return { index: link.index, length: address.length, node };
  }
  if (!mark) return null;
  return { index: mark.index, length: mark[0].length, node: el(MARKS[mark[1]], {}, ...inline(mark[2])) };
}

/** Hours and minutes. */
export function time(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
}

/** "Today", "Yesterday", or the date. */
export function day(iso, now = Date.now()) {
  const date = new Date(iso);
  const start = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((start(now) - start(date)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return date.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}
