// Telegram's formatting: a text and its entities (offsets in UTF-16 units, as JavaScript counts) as DOM nodes.

import { el, icon } from "./dom.js";
import { say } from "./words.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SCHEMES = new Set(["http:", "https:", "mailto:", "tg:"]);

// `follow(address)` opens a link, `command(text)` sends a command that was pressed.
export function richText(text, entities, { follow, command }) {
  const sorted = [...entities].sort((one, two) => one.offset - two.offset || two.length - one.length);
  const spans = sorted.map((entity) => ({ entity, start: entity.offset, end: entity.offset + entity.length }));
  return build(text, 0, text.length, spans, { follow, command });
}

function build(text, start, end, spans, acts) {
  const fragment = document.createDocumentFragment();
  let at = start;
  const open = [...spans];
  while (open.length > 0) {
    const span = open.shift();
    const isBlock = BLOCKS.has(span.entity.type);
    if (span.start > at) fragment.append(before(text.slice(at, span.start), isBlock));
    const inside = [];
    // What begins inside and ends outside is cut in two: elements nest, entities may overlap.
    const rest = [];
    while (open.length > 0 && open[0].start < span.end) {
      const child = open.shift();
      inside.push({ ...child, end: Math.min(child.end, span.end) });
      if (child.end > span.end) rest.push({ ...child, start: span.end });
    }
    open.unshift(...rest);
    fragment.append(element(span.entity, build(text, span.start, span.end, inside, acts), text.slice(span.start, span.end), acts));
    at = span.end;
    // A block ends its line by itself.
    if (isBlock && text[at] === "\n") at += 1;
  }
  if (at < end) fragment.append(text.slice(at, end));
  return fragment;
}

// A block begins its line by itself.
function before(piece, isBlock) {
  return isBlock && piece.endsWith("\n") ? piece.slice(0, -1) : piece;
}

function element(entity, inside, text, acts) {
  switch (entity.type) {
    case "bold":
    case "italic":
    case "underline":
    case "strikethrough":
    case "code":
      // Code is set apart from the text around it, so that "/watch" does not become "watch/" in Arabic.
      return el(TAGS[entity.type], { dir: entity.type === "code" ? "auto" : null }, inside);
    case "pre":
      // Code is read from left to right, Arabic strings in it included.
      return el("pre", { dir: entity.language ? "ltr" : "auto" }, inside);
    case "spoiler":
      return spoiler(inside);
    case "blockquote":
      return el("blockquote", { dir: "auto" }, inside);
    case "expandable_blockquote":
      return expandable(inside);
    case "text_link":
      return link(address(entity, text), inside, acts.follow);
    case "url":
    case "email":
    case "mention":
      return link(address(entity, text), el("bdi", {}, inside), acts.follow);
    case "bot_command":
      return el("button", { type: "button", class: "command", dir: "auto", onclick: () => acts.command(text) }, inside);
    case "hashtag":
    case "cashtag":
    case "text_mention":
    case "phone_number":
      return el("span", { class: "tag", dir: "auto" }, inside);
    default:
      return inside;
  }
}

function address(entity, text) {
  if (entity.url) return entity.url;
  if (entity.type === "mention") return `https://t.me/${text.slice(1)}`;
  if (entity.type === "email") return `mailto:${text}`;
  return /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
}

// A link to nowhere dangerous: other schemes stay text.
export function link(target, inside, follow) {
  const parsed = URL.canParse(target) ? new URL(target) : null;
  if (!parsed || !SCHEMES.has(parsed.protocol)) return el("span", {}, inside);
  return el("a", { href: parsed.href, rel: "noopener noreferrer", onclick: (event) => follow(parsed, event) }, inside);
}

function spoiler(inside) {
  const reveal = () => {
    made.classList.add("shown");
    ["role", "tabindex", "aria-label"].forEach((name) => made.removeAttribute(name));
  };
  const pressed = (event) => {
    if (made.classList.contains("shown") || (event.key && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    reveal();
  };
  const made = el(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": say("spoiler"), onclick: pressed, onkeydown: pressed },
    el("span", { class: "spoiler-text" }, inside),
  );
  return made;
}

function expandable(inside) {
  const toggle = () => {
    const open = quote.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", say(open ? "showLess" : "showAll"));
  };
  const button = el(
    "button",
    { type: "button", class: "expand", "aria-expanded": "false", "aria-label": say("showAll"), onclick: toggle },
    icon("down"),
  );
  const quoted = el("div", { class: "quoted" }, inside);
  const quote = el("blockquote", { dir: "auto", class: "expandable" }, quoted, button);
  // A short quote has nothing to unfold; how long it is, is known once it is laid out.
  new ResizeObserver(() => {
    if (!quote.classList.contains("open")) button.hidden = quoted.scrollHeight <= quoted.clientHeight + 1;
  }).observe(quoted);
  return quote;
}
