// Building the page from elements and text nodes. Nothing here or elsewhere parses HTML, so that what people
// and bots write stays text.

const SVG = "http://www.w3.org/2000/svg";

// el("button", {class: "flat", onclick: act}, "text", child): false, null and undefined children are left out.
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const PATHS = {
  back: "M15 5l-7 7 7 7",
  send: "M3 11l18-7-4.500 16-5.500-5.500zM21 4L11.500 14.500V20l2.500-3.500",
  attach: "M8 12.500l6-6a3 3 0 0 1 4.200 4.200l-8 8a5 5 0 0 1-7-7l7.500-7.500",
  slash: "M5 5h14v14H5zM14 8.500l-4 7",
  more: "M12 6v.01M12 12v.01M12 18v.01",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 10l6 6 6-6",
  forward: "M13 6l6 6-6 6M19 12H9a5 5 0 0 0-5 5v1",
  reply: "M11 6l-6 6 6 6M5 12h10a5 5 0 0 1 5 5v1",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  scenes: "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1M15 5v4M9 10v4M17 15v4",
  check: "M5 13l4 4L19 7",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  pin: "M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9v.01",
  play: "M8 5l11 7-11 7z",
  link: "M8 16l8-8M10 8h6v6",
  channel: "M4 10v4h3l7 4V6l-7 4zM17 9a4 4 0 0 1 0 6",
  group: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c0-3 3-5 6-5s6 2 6 5M16 11a2.500 2.500 0 1 0 0-5M17 14c2.500.500 4 2.500 4 5",
};

// A line drawing; it says nothing to screen readers, the button around it has the label.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, extra = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...extra }, icon(name));
}

// The class of the colour somebody has everywhere; neighbouring ids differ, and so do round ones.
export function hue(id) {
  return `hue-${(Math.abs(id) % 97) % 7}`;
}

// A round picture with the first letter of a name; the bot has its emblem.
export function avatar(name, id, isBot = false) {
  const letter = [...name.replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "•";
  return el("span", { class: `avatar ${isBot ? "emblem" : hue(id)}`, "aria-hidden": "true" }, isBot ? "" : letter);
}

let pressed = false;
addEventListener("pointerdown", () => (pressed = true), true);
for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => (pressed = false), true);

// Draw now, or when the finger is up: a button that is replaced while it is pressed loses its click.
export function whenReleased(draw) {
  if (!pressed) return draw();
  const wait = () => setTimeout(() => whenReleased(draw));
  return addEventListener("pointerup", wait, { once: true });
}
