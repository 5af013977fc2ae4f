// About a chat: what it is, who is in it, and whether the bot is.

import { act } from "./api.js";
import { sheet, toast } from "./dialogs.js";
import { avatar, el } from "./dom.js";
import { say } from "./words.js";
import { world } from "./world.js";

const ORDER = ["creator", "administrator", "member"];

export function chatInfo(chat, navigate) {
  sheet(world.nameOf(chat), (close) => {
    const does = async (name, given) => {
      try {
        await act(name, given);
        close();
        toast(say("done"));
      } catch (error) {
        toast(error.message);
      }
    };
    return chat.id === world.me.id ? aboutBot(does) : aboutChat(chat, does, close, navigate);
  });
}

function aboutBot(does) {
  const { blocked, id } = world.me;
  const description = world.descriptions[world.me.language_code] ?? world.descriptions[""];
  return [
    el("p", { class: "handle", dir: "ltr" }, `@${world.bot.username}`),
    description && el("p", { dir: "auto" }, description),
    el(
      "button",
      { type: "button", class: blocked ? "filled" : "flat danger", onclick: () => does("block", { user_id: id, blocked: !blocked }) },
      say(blocked ? "unblock" : "block"),
    ),
  ];
}

function aboutChat(chat, does, close, navigate) {
  const status = world.memberStatus(chat, world.bot.id);
  const isIn = !["left", "kicked"].includes(status);
  const mine = world.memberStatus(chat);
  const set = (wanted) => () => does("bot_status", { chat_id: chat.id, status: wanted, by: world.me.id });
  const button = (label, wanted, look) => el("button", { type: "button", class: look, onclick: set(wanted) }, label);
  const word = { administrator: "botAdmin", member: "botMember" }[status] ?? "botLeft";
  return [
    chat.username && el("p", { class: "handle", dir: "ltr" }, `@${chat.username}`),
    chat.about && el("p", { dir: "auto" }, chat.about),
    el("h3", {}, say("botHere"), " ", el("span", { class: "tag-pill" }, say(word))),
    el(
      "div",
      { class: "buttons" },
      status !== "administrator" && button(say("addAdmin"), "administrator", "filled"),
      chat.type !== "channel" && status !== "member" && button(say("addMember"), "member", "flat"),
      isIn && button(say("removeBot"), "left", "flat danger"),
    ),
    el("h3", {}, say("members")),
    mine === "left" &&
      el("button", { type: "button", class: "flat", onclick: () => does("join", { chat_id: chat.id, user_id: world.me.id }) }, say("joinChat")),
    el(
      "div",
      { class: "choices" },
      people(chat).map(([person, role]) =>
        el(
          "button",
          {
            type: "button",
            class: "choice",
            onclick: () => {
              close();
              navigate.become(person.id);
            },
          },
          avatar(person.first_name, person.id),
          el("span", {}, el("bdi", {}, person.first_name), el("small", {}, say(role))),
        ),
      ),
    ),
  ];
}

function people(chat) {
  return Object.entries(chat.members)
    .map(([id, status]) => [world.people.find((one) => String(one.id) === id), status])
    .filter(([person, status]) => person && ORDER.includes(status))
    .sort((one, two) => ORDER.indexOf(one[1]) - ORDER.indexOf(two[1]));
}
