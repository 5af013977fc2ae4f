// One bubble: a message, or an album of several.

import { act } from "./api.js";
import { alertBox, toast } from "./dialogs.js";
import { avatar, el, hue, icon, iconButton } from "./dom.js";
import { inShort, media, serviceText } from "./media.js";
import { link, richText } from "./rich.js";
import { clock, say } from "./words.js";
import { world } from "./world.js";

// `acts`: follow(url, event), command(text, message), menu(message, anchor), jump(messageId), forward(messages).
export function bubble(messages, chat, acts) {
  const [first] = messages;
  const service = serviceText(first);
  if (service) return el("div", { class: "service", "data-id": first.message_id }, el("span", {}, service));
  const spoken = messages.find((one) => one.text) ?? first;
  const mine = world.isMine(first);
  const picture = media(messages);
  const inside = el(
    "div",
    { class: "bubble" },
    author(first, chat, mine),
    origin(first),
    quote(first, acts),
    picture,
    el("div", { class: "body", dir: spoken.text ? "auto" : null }, text(spoken, acts), facts(spoken, mine)),
  );
  const more = iconButton("more", say("messageMenu"), () => acts.menu(messages, more), { "aria-haspopup": "menu", class: "icon-button more" });
  if (picture) inside.classList.add(spoken.text ? "with-media" : "only-media");
  const row = el(
    "article",
    {
      class: `row ${mine ? "mine" : "theirs"}`,
      "data-id": first.message_id,
      "data-sender": first.sender_id,
      "data-at": first.sent_at,
      oncontextmenu: (event) => {
        if (event.target.closest("a, img, input")) return;
        event.preventDefault();
        acts.menu(messages, more);
      },
    },
    chat.type.endsWith("group") && !mine && el("span", { class: "face" }, avatar(senderName(first, chat), first.sender_id)),
    el("div", { class: "stack" }, inside, keyboard(spoken, acts)),
    el(
      "span",
      { class: "side" },
      more,
      chat.type === "channel" && iconButton("forward", say("forward"), () => acts.forward(messages), { class: "icon-button share" }),
    ),
  );
  return row;
}

export function senderName(message, chat) {
  const sender = world.sender(message);
  if (sender) return [sender.first_name, sender.last_name].filter(Boolean).join(" ");
  return message.raw.sender_chat?.title ?? chat.title ?? say("someone");
}

function author(message, chat, mine) {
  if (mine || chat.type === "private") return null;
  return el("bdi", { class: `author ${hue(message.sender_id)}` }, senderName(message, chat));
}

function origin(message) {
  const from = message.raw.forward_origin;
  if (!from) return null;
  const name =
    from.chat?.title ?? from.sender_chat?.title ?? from.sender_user_name ?? from.sender_user?.first_name ?? say("someone");
  const signed = from.author_signature ? ` (${from.author_signature})` : "";
  return el("div", { class: "origin" }, `${say("forwardedFrom")} `, el("bdi", { class: "origin-name" }, name + signed));
}

function quote(message, acts) {
  if (!message.reply_to) return null;
  const replied = world.message(message.chat_id, message.reply_to);
  const chat = world.chat(message.chat_id);
  return el(
    "button",
    { type: "button", class: `quote ${hue(replied?.sender_id ?? 0)}`, onclick: () => acts.jump(message.reply_to) },
    el("bdi", { class: "quote-name" }, replied ? senderName(replied, chat) : ""),
    el("span", { class: "quote-text", dir: "auto" }, replied ? inShort(replied) : say("gone")),
  );
}

function text(message, acts) {
  if (!message.text) return null;
  const follow = acts.follow;
  const command = (word) => acts.command(word, message);
  return el("div", { class: "text" }, richText(message.text, message.entities, { follow, command }));
}

function facts(message, mine) {
  const at = new Date(message.sent_at * 1000).toISOString();
  return el(
    "span",
    { class: "facts" },
    message.raw.author_signature && el("bdi", {}, `${message.raw.author_signature} `),
    message.edit_date && el("span", { class: "edited" }, say("edited")),
    el("time", { datetime: at, title: at }, clock(message.sent_at)),
    mine && icon("check"),
  );
}

// -- buttons ----------------------------------------------------------------------------------------

// Callbacks that wait for the bot's answer, and answers that came before the tap's own.
const waiting = new Map();
const unclaimed = new Map();

function keyboard(message, acts) {
  const rows = message.raw.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return el(
    "div",
    { class: "keyboard" },
    rows.map((row) => el("div", { class: "keys" }, row.map((key) => inlineButton(key, message, acts)))),
  );
}

function inlineButton(key, message, acts) {
  const label = el("bdi", {}, key.text);
  const look = { class: "key", "data-style": key.style };
  if (key.url) {
    const made = link(key.url, label, acts.follow);
    made.className = "key";
    made.append(icon("link"));
    return made;
  }
  const press = key.copy_text ? () => copy(key.copy_text.text) : (event) => tap(event.currentTarget, key, message);
  return el("button", { type: "button", ...look, onclick: press }, label);
}

async function tap(button, key, message) {
  if (button.classList.contains("busy") || !key.callback_data) return;
  button.classList.add("busy");
  const given = { user_id: world.me.id, chat_id: message.chat_id, message_id: message.message_id, data: key.callback_data };
  try {
    const { callback_id: id } = await act("tap", given);
    const early = unclaimed.get(id);
    unclaimed.delete(id);
    if (early) answered(button, early);
    else waiting.set(id, button);
  } catch (error) {
    button.classList.remove("busy");
    toast(error.message);
  }
}

world.addEventListener("answer", ({ detail: { answer } }) => {
  const button = waiting.get(answer.callback_id);
  waiting.delete(answer.callback_id);
  if (button) answered(button, answer);
  else unclaimed.set(answer.callback_id, answer);
});

function answered(button, { text: said, show_alert: isAlert }) {
  button.classList.remove("busy");
  if (!said) return;
  if (isAlert) alertBox(said);
  else toast(said);
}

export async function copy(said) {
  try {
    await navigator.clipboard.writeText(said);
    toast(say("copied"));
  } catch (error) {
    toast(error.message);
  }
}
