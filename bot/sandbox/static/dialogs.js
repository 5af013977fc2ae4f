// What comes over the page: notices, alerts, menus, forms, sheets, a picture at full size.

import { el, icon, iconButton } from "./dom.js";
import { say } from "./words.js";

const NOTICE_MS = 4000;

// A short notice; read out by screen readers.
export function toast(text) {
  const shelf = document.getElementById("toasts");
  const made = el("div", { class: "toast", dir: "auto" }, text);
  shelf.append(made);
  setTimeout(() => made.remove(), NOTICE_MS + 40 * text.length);
}

// A modal dialog with a title. `build(close)` gives its content. Returns the element.
export function sheet(title, build, kind = "dialog") {
  const close = () => dialog.close();
  const dialog = el(
    "dialog",
    { class: kind, "aria-label": title, onclose: () => dialog.remove() },
    el(
      "div",
      { class: "sheet" },
      el("header", { class: "sheet-head" }, el("h2", {}, title), iconButton("close", say("close"), close)),
      el("div", { class: "sheet-body" }, build(close)),
    ),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// The dialog a bot asks for with show_alert.
export function alertBox(text) {
  const dialog = el(
    "dialog",
    { class: "alert", role: "alertdialog", onclose: () => dialog.remove() },
    el("p", { dir: "auto" }, text),
    el("button", { type: "button", class: "flat", onclick: () => dialog.close(), autofocus: true }, say("ok")),
  );
  document.body.append(dialog);
  dialog.showModal();
}

export function showPicture(address, label) {
  const dialog = el(
    "dialog",
    { class: "lightbox", "aria-label": label, onclick: () => dialog.close(), onclose: () => dialog.remove() },
    el("img", { src: address, alt: label }),
    iconButton("close", say("close"), () => dialog.close()),
  );
  document.body.append(dialog);
  dialog.showModal();
}

// A menu beside `anchor`; items are {label, icon, act, checked, danger}. Arrow keys move, Escape closes.
export function menu(anchor, items, label) {
  document.querySelector(".menu")?.remove();
  const close = (refocus) => {
    made.remove();
    anchor.removeAttribute("aria-expanded");
    document.removeEventListener("pointerdown", outside, true);
    if (refocus) anchor.focus();
  };
  const outside = (event) => !made.contains(event.target) && close(false);
  const made = el(
    "div",
    { class: "menu", role: "menu", "aria-label": label },
    items.map((item) =>
      el(
        "button",
        {
          type: "button",
          role: item.checked === undefined ? "menuitem" : "menuitemradio",
          "aria-checked": item.checked === undefined ? null : String(item.checked),
          class: item.danger ? "danger" : null,
          onclick: () => {
            close(true);
            item.act();
          },
        },
        item.icon ? icon(item.icon) : (item.face ?? el("span", { class: "no-icon" })),
        el("bdi", {}, item.label),
        item.checked && icon("check"),
      ),
    ),
  );
  made.addEventListener("keydown", (event) => moveInMenu(event, made, close));
  document.body.append(made);
  anchor.setAttribute("aria-expanded", "true");
  placeBeside(made, anchor);
  made.querySelector("button").focus();
  document.addEventListener("pointerdown", outside, true);
}

function moveInMenu(event, made, close) {
  const buttons = [...made.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) buttons[(at + steps[event.key] + buttons.length) % buttons.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close(true);
  else return;
  event.preventDefault();
}

function placeBeside(made, anchor) {
  const around = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = made;
  const left = around.left + around.right < innerWidth ? around.left : around.right - width;
  const below = around.bottom + 4 + height < innerHeight;
  made.style.left = `${Math.min(Math.max(left, 8), innerWidth - width - 8)}px`;
  made.style.top = `${Math.max(below ? around.bottom + 4 : around.top - height - 4, 8)}px`;
}

// A dialog with fields, [{name, label, options, value}]; `act(values)` may throw, and the dialog stays.
export function form(title, fields, done, act) {
  sheet(title, (close) => {
    const send = async (event) => {
      event.preventDefault();
      try {
        await act(Object.fromEntries(new FormData(event.target)));
        close();
      } catch (error) {
        toast(error.message);
      }
    };
    return el(
      "form",
      { class: "form", onsubmit: send },
      fields.map((field) => el("label", {}, el("span", {}, field.label), input(field))),
      el("button", { type: "submit", class: "filled" }, done),
    );
  });
}

function input({ name, options, required }) {
  if (!options) return el("input", { name, required, dir: "auto", autocomplete: "off", maxlength: "64" });
  return el(
    "select",
    { name },
    options.map(([value, label]) => el("option", { value }, label)),
  );
}

// A dialog to choose one of `items`, {label, face, about, act}.
export function choose(title, items) {
  sheet(title, (close) =>
    el(
      "div",
      { class: "choices" },
      items.map((item) =>
        el(
          "button",
          {
            type: "button",
            class: "choice",
            onclick: () => {
              close();
              item.act();
            },
          },
          item.face,
          el("span", {}, el("bdi", {}, item.label), item.about && el("small", {}, item.about)),
        ),
      ),
    ),
  );
}
