// The list of chats, and above it who is being played.

import { act } from "./api.js";
import { form, menu } from "./dialogs.js";
import { avatar, el, icon, iconButton, whenReleased } from "./dom.js";
import { inShort } from "./media.js";
import { senderName } from "./bubble.js";
import { scenes } from "./scenes.js";
import { count, moment, say } from "./words.js";
import { world } from "./world.js";

export class ChatList {
  #place;
  #navigate;
  #open = null;
  #drawing = false;

  constructor(place, navigate) {
    this.#place = place;
    this.#navigate = navigate;
    for (const kind of ["message", "edit", "delete", "read", "typing", "faults"]) {
      world.addEventListener(kind, () => this.#drawSoon());
    }
  }

  // `openId` is the chat that stands beside the list.
  draw(openId = this.#open) {
    this.#open = openId;
    const focused = this.#place.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
    const scrolled = this.#place.querySelector(".chats")?.scrollTop ?? 0;
    const sorted = [...world.chats].sort((one, two) => this.#rank(two) - this.#rank(one));
    const chats = el("nav", { class: "chats", "aria-label": say("chats") }, sorted.map((chat) => this.#row(chat)));
    this.#place.replaceChildren(this.#head(), chats);
    chats.scrollTop = scrolled;
    if (focused) this.#place.querySelector(`[data-chat="${focused}"]`)?.focus();
  }

  // A burst of posts is drawn once.
  #drawSoon() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() =>
      whenReleased(() => {
        this.#drawing = false;
        this.draw();
      }),
    );
  }

  // The bot stands on top, then whoever spoke last.
  #rank(chat) {
    return chat.id === world.me.id ? Infinity : (world.messages(chat.id).at(-1)?.sent_at ?? 0);
  }

  #head() {
    return el(
      "header",
      { class: "head" },
      el(
        "button",
        { type: "button", class: "who", "aria-haspopup": "menu", "aria-label": `${world.me.first_name}. ${say("people")}`, onclick: (event) => this.#people(event.currentTarget) },
        avatar(world.me.first_name, world.me.id),
        el("span", {}, el("bdi", { class: "who-name" }, world.me.first_name), el("span", { class: "status" }, say("switchPerson"))),
        icon("down"),
      ),
      iconButton("scenes", say("scenes"), () => scenes(this.#navigate), { class: `icon-button${world.faults.length ? " marked" : ""}` }),
    );
  }

  #people(anchor) {
    const people = world.people.map((person) => ({
      label: `${person.first_name} · ${person.language_code === "ar" ? "العربية" : "English"}`,
      face: avatar(person.first_name, person.id),
      checked: person.id === world.me.id,
      act: () => this.#navigate.become(person.id),
    }));
    menu(anchor, [...people, { label: say("newPerson"), icon: "group", act: () => this.#newPerson() }], say("people"));
  }

  #newPerson() {
    const fields = [
      { name: "first_name", label: say("name"), required: true },
      { name: "language_code", label: say("language"), options: [["ar", "العربية"], ["en", "English"]] },
    ];
    form(say("newPerson"), fields, say("create"), async (given) => {
      const id = 1 + Math.max(2100, ...world.people.map((one) => one.id));
      await act("users", { id, ...given });
      await this.#navigate.become(id);
    });
  }

  #row(chat) {
    const isBot = chat.id === world.me.id;
    const last = world.messages(chat.id).at(-1);
    const unread = world.unread(chat.id).length;
    const name = world.nameOf(chat);
    const kind = isBot ? null : icon(chat.type === "channel" ? "channel" : "group");
    const typing = world.isTyping(chat.id);
    return el(
      "button",
      {
        type: "button",
        class: `chat${chat.id === this.#open ? " open" : ""}`,
        "data-chat": chat.id,
        "aria-current": chat.id === this.#open ? "true" : null,
        onclick: () => this.#navigate.open(chat),
      },
      avatar(name, chat.id, isBot),
      el(
        "span",
        { class: "chat-lines" },
        el("span", { class: "chat-top" }, kind, el("bdi", { class: "chat-name" }, name), last && el("time", {}, moment(last.sent_at))),
        el(
          "span",
          { class: "chat-bottom" },
          typing ? el("span", { class: "preview live" }, say("typing")) : this.#preview(chat, last),
          unread > 0 && el("span", { class: "badge", "aria-label": count("unreadCount", unread) }, String(unread)),
        ),
      ),
    );
  }

  #preview(chat, last) {
    if (!last) return el("span", { class: "preview", dir: "auto" }, chat.about ?? "");
    const named = chat.type.endsWith("group") && !world.isMine(last);
    return el(
      "span",
      { class: "preview", dir: "auto" },
      named && el("span", { class: "preview-who" }, `${senderName(last, chat)}: `),
      inShort(last).slice(0, 120),
    );
  }
}
