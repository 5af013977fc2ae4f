// Behind the scenes: time, Telegram's faults, appearance, and what else makes a world.

import { trying } from "./actions.js";
import { act, ask, endFaults } from "./api.js";
import { form, sheet, toast } from "./dialogs.js";
import { el } from "./dom.js";
import { count, say } from "./words.js";
import { world } from "./world.js";

const FAULTS = {
  flood: { retry_after: 5 },
  outage: {},
  forbidden: {},
  bad_request: {},
  hang: {},
  cut_before: {},
  cut_after: {},
  garbage: {},
  duplicate: {},
  shuffle_album: {},
};
const STEPS = [
  ["plusHour", 60],
  ["plusSix", 360],
  ["plusDay", 1440],
];

export function scenes(navigate) {
  const drawn = el("div", { class: "scenes" });
  const draw = async () => {
    const { pending_updates: pending } = await ask("state");
    drawn.replaceChildren(time(), faults(), place(navigate), look(), el("p", { class: "faint" }, `${say("waiting")}: ${pending}`));
  };
  const opened = sheet(say("scenes"), () => drawn, "drawer");
  const changes = ["faults", "samples", "loaded"];
  changes.forEach((kind) => world.addEventListener(kind, draw));
  opened.addEventListener("close", () => changes.forEach((kind) => world.removeEventListener(kind, draw)));
  draw();
}

function part(title, ...children) {
  return el("section", {}, el("h3", {}, title), children);
}

function time() {
  if (!world.samples.set_up) {
    return part(say("time"), el("button", { type: "button", class: "filled", onclick: () => trying(act("samples")) }, say("setUp")));
  }
  const pass = async (minutes) => {
    const answer = await trying(act("pass_time", { minutes }));
    if (answer) toast(count("published", answer.published));
  };
  return part(
    say("time"),
    el("p", { class: "faint" }, say("timeWhy")),
    el(
      "div",
      { class: "buttons" },
      STEPS.map(([label, minutes]) =>
        el("button", { type: "button", class: "flat", disabled: world.samples.left === 0, onclick: () => pass(minutes) }, `+ ${say(label)}`),
      ),
    ),
    el("p", { class: "faint" }, world.samples.left > 0 ? count("left", world.samples.left) : say("nothingLeft")),
  );
}

function faults() {
  const rows = Object.entries(FAULTS).map(([kind, details]) => {
    const on = world.faults.find((one) => one.kind === kind);
    const here = kind === "forbidden" ? { chat_id: world.me.id } : {};
    const turn = () => trying(on ? act("end_fault", { id: on.id }) : act("faults", { kind, ...details, ...here }));
    return toggle(`fault-${kind}`, say(`fault-${kind}`), say(`fault-${kind}-why`), Boolean(on), turn);
  });
  const malformed = () => trying(act("faults", { kind: "malformed" })).then((sent) => sent && toast(say("done")));
  return part(
    say("faults"),
    rows,
    el(
      "div",
      { class: "buttons" },
      el("button", { type: "button", class: "flat", onclick: malformed }, say("malformed")),
      world.faults.length > 0 && el("button", { type: "button", class: "flat danger", onclick: () => trying(endFaults()) }, say("faultsOff")),
    ),
  );
}

function place(navigate) {
  const create = (type) => {
    const fields = [
      { name: "title", label: say("title"), required: true },
      { name: "username", label: say("username") },
    ];
    form(say(type === "channel" ? "newChannel" : "newGroup"), fields, say("create"), async ({ title, username }) => {
      const made = await act("chats", { type, title, ...(username && { username }), owner: world.me.id });
      await world.load(world.me.id);
      navigate.open(world.chat(made.id));
    });
  };
  const privacy = async () => {
    await trying(act("privacy_mode", { on: !world.privacyMode }));
    await world.load(world.me.id);
  };
  return part(
    say("chats"),
    el(
      "div",
      { class: "buttons" },
      el("button", { type: "button", class: "flat", onclick: () => create("channel") }, say("newChannel")),
      el("button", { type: "button", class: "flat", onclick: () => create("supergroup") }, say("newGroup")),
    ),
    toggle("privacy", say("privacyMode"), say("privacyWhy"), world.privacyMode, privacy),
  );
}

function toggle(name, label, why, on, turn) {
  return el(
    "button",
    { type: "button", class: "toggle", role: "switch", "aria-checked": String(on), "data-toggle": name, onclick: turn },
    el("span", {}, el("span", {}, label), el("small", {}, why)),
    el("span", { class: "knob" }),
  );
}

// -- appearance -------------------------------------------------------------------------------------

export function applyLook() {
  const chosen = localStorage.getItem("look");
  if (chosen) document.documentElement.dataset.look = chosen;
  else delete document.documentElement.dataset.look;
}

function look() {
  const current = localStorage.getItem("look") ?? "";
  const choices = [
    ["", "lookAuto"],
    ["light", "lookLight"],
    ["dark", "lookDark"],
  ];
  const set = (value, group) => {
    if (value) localStorage.setItem("look", value);
    else localStorage.removeItem("look");
    applyLook();
    for (const one of group.children) one.setAttribute("aria-pressed", String(one.dataset.look === value));
  };
  const group = el(
    "div",
    { class: "segments", role: "group", "aria-label": say("look") },
    choices.map(([value, label]) =>
      el("button", { type: "button", "data-look": value, "aria-pressed": String(value === current), onclick: () => set(value, group) }, say(label)),
    ),
  );
  return part(say("look"), group);
}
