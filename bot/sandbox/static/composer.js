// The line below a chat: writing, replying, editing, commands; or the one button that is possible instead.

import { trying } from "./actions.js";
import { act } from "./api.js";
import { attachMenu } from "./attach.js";
import { el, icon, iconButton } from "./dom.js";
import { inShort } from "./media.js";
import { say } from "./words.js";
import { looksLikeHtml, world } from "./world.js";

// What was begun in each chat is still there when one comes back.
const drafts = new Map();

export class Composer {
  #chat;
  #offer;
  #become;
  #commands = [];
  #about = null;
  #field = null;

  // `offer` is the payload of a deep link that waits for Start; `become(personId)` plays somebody else.
  constructor(chat, { offer, become }) {
    this.#chat = chat;
    this.#offer = offer;
    this.#become = become;
    this.element = el("footer", { class: "composer" });
    this.#draw();
    this.loadCommands();
  }

  get #isBot() {
    return this.#chat.id === world.me.id;
  }

  get #draftKey() {
    return `${world.me.id}:${this.#chat.id}`;
  }

  async loadCommands() {
    if (this.#chat.type === "channel") return;
    this.#commands = (await trying(world.commands(this.#chat.id))) ?? [];
    const button = this.element.querySelector(".slash");
    if (button) button.hidden = this.#commands.length === 0;
  }

  focus() {
    if (matchMedia("(hover: hover)").matches) this.#field?.focus();
  }

  mayWrite() {
    return this.#field !== null;
  }

  reply(message) {
    this.#about = { kind: "reply", message };
    this.#draw();
    this.#field.focus();
  }

  edit(message) {
    this.#about = { kind: "edit", message };
    this.#draw();
    const formatted = message.html !== message.text && looksLikeHtml(message.html);
    this.#field.value = formatted && message.raw.chat.type === "channel" ? message.html : message.text;
    this.#grow();
    this.#field.focus();
  }

  // A message came into the chat: after the first one there is something to write below.
  noticed(message) {
    if (this.#field === null && world.isMine(message)) this.#draw();
  }

  // -- drawing ------------------------------------------------------------------------------------

  #draw() {
    this.#field = null;
    this.element.replaceChildren(this.#instead() ?? this.#line());
    if (this.#about) this.element.prepend(this.#aboutBar());
  }

  // The one button there is when one cannot write, or null.
  #instead() {
    if (this.#isBot && world.me.blocked) {
      const unblock = () => trying(act("block", { user_id: world.me.id, blocked: false }));
      return big(say("unblock"), unblock, say("blocked"));
    }
    if (this.#isBot && (this.#offer !== null || !world.me.started)) {
      return big(say("start"), () => {
        const text = this.#offer ? `/start ${this.#offer}` : "/start";
        this.#offer = null;
        trying(world.say(this.#chat, text));
      });
    }
    if (this.#chat.type !== "channel" || world.mayPublish(this.#chat)) return null;
    const [owner] = Object.entries(this.#chat.members).find(([, status]) => status === "creator") ?? [];
    const person = world.people.find((one) => String(one.id) === owner);
    if (!person) return el("p", { class: "bar" }, say("onlyAdmins"));
    return big(`${say("publishAs")} ${person.first_name}`, () => this.#become(person.id), say("onlyAdmins"));
  }

  #line() {
    const isChannel = this.#chat.type === "channel";
    this.#field = el("textarea", {
      rows: "1",
      dir: "auto",
      placeholder: say(isChannel ? "publish" : "write"),
      "aria-label": say(isChannel ? "publish" : "write"),
      title: isChannel ? say("htmlHint") : null,
      enterkeyhint: "send",
      oninput: () => {
        drafts.set(this.#draftKey, this.#field.value);
        this.#grow();
        this.#suggest();
      },
      onkeydown: (event) => this.#keyed(event),
    });
    this.#field.value = drafts.get(this.#draftKey) ?? "";
    queueMicrotask(() => this.#grow());
    const slash = iconButton("slash", say("menu"), () => this.#openCommands(), { class: "icon-button slash", hidden: this.#commands.length === 0 });
    return el(
      "div",
      { class: "line" },
      !isChannel && slash,
      iconButton("attach", say("attach"), (event) => attachMenu(event.currentTarget, this.#chat), { "aria-haspopup": "menu" }),
      this.#field,
      el("button", { type: "button", class: "send", "aria-label": say("send"), title: say("send"), onclick: () => this.#send() }, icon("send")),
    );
  }

  #aboutBar() {
    const { kind, message } = this.#about;
    return el(
      "div",
      { class: "about" },
      icon(kind),
      el("span", {}, el("strong", {}, say(kind === "edit" ? "editing" : "replying")), el("span", { class: "about-text", dir: "auto" }, inShort(message))),
      iconButton("close", say("cancel"), () => this.#forget()),
    );
  }

  #forget() {
    if (this.#about?.kind === "edit") drafts.delete(this.#draftKey);
    this.#about = null;
    this.#draw();
    this.#field?.focus();
  }

  #grow() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, 180)}px`;
  }

  // -- commands -----------------------------------------------------------------------------------

  #openCommands() {
    if (this.#palette()) return this.#closeCommands();
    this.#offerCommands(this.#commands);
    this.#palette()?.querySelector("button").focus();
  }

  // While a command is typed, those that begin so.
  #suggest() {
    const typed = /^\/([a-z0-9_]*)$/i.exec(this.#field.value);
    const fitting = typed ? this.#commands.filter((one) => one.command.startsWith(typed[1].toLowerCase())) : [];
    if (fitting.length > 0) this.#offerCommands(fitting);
    else this.#closeCommands();
  }

  #offerCommands(commands) {
    this.#closeCommands();
    const rows = commands.map(({ command, description }) =>
      el(
        "button",
        { type: "button", class: "command-row", onclick: () => this.#chosen(command) },
        el("bdi", { class: "command-name", dir: "ltr" }, `/${command}`),
        el("span", { class: "command-about", dir: "auto" }, description),
      ),
    );
    const palette = el("div", { class: "palette", role: "group", "aria-label": say("menu") }, rows);
    palette.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") this.#closeCommands(), this.#field.focus();
      if (!step) return;
      event.preventDefault();
      rows[rows.indexOf(document.activeElement) + step]?.focus();
    });
    this.element.prepend(palette);
  }

  #palette() {
    return this.element.querySelector(".palette");
  }

  #closeCommands() {
    this.#palette()?.remove();
  }

  #chosen(command) {
    this.#closeCommands();
    this.#clear();
    const name = this.#isBot ? command : `${command}@${world.bot.username}`;
    trying(world.say(this.#chat, `/${name}`));
    this.#field?.focus();
  }

  // -- sending ------------------------------------------------------------------------------------

  #keyed(event) {
    if (event.key === "Escape" && this.#palette()) return this.#closeCommands();
    if (event.key === "Escape" && this.#about) return this.#forget();
    if (event.key === "ArrowUp" && this.#palette()) {
      event.preventDefault();
      [...this.#palette().querySelectorAll("button")].at(-1).focus();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    }
  }

  async #send() {
    const text = this.#field.value.trim();
    if (!text) return;
    const about = this.#about;
    const sent = await trying(this.#sent(text, about));
    // What was refused is still in the field.
    if (!sent) return;
    this.#clear();
    if (about) this.#forget();
    this.#closeCommands();
  }

  #sent(text, about) {
    if (about?.kind === "edit") return world.edit(about.message, text);
    const replyTo = about?.message.message_id;
    return this.#chat.type === "channel" ? world.publish(this.#chat, text, replyTo) : world.say(this.#chat, text, replyTo);
  }

  #clear() {
    drafts.delete(this.#draftKey);
    if (!this.#field) return;
    this.#field.value = "";
    this.#grow();
  }
}

function big(label, onclick, note) {
  return el("div", { class: "instead" }, note && el("span", { class: "faint" }, note), el("button", { type: "button", class: "big", onclick }, label));
}
