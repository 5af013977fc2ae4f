// The open chat: its head, its messages by day, and the composer below.

import { forward, messageMenu, trying } from "./actions.js";
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { toast } from "./dialogs.js";
import { avatar, el, iconButton } from "./dom.js";
import { chatInfo } from "./info.js";
import { count, day, dayKey, say } from "./words.js";
import { world } from "./world.js";

// Messages of one sender this close together hang together.
const TOGETHER_SECONDS = 600;
const NEAR_BOTTOM = 80;

export class Room {
  #place;
  #navigate;
  #chat = null;
  #log = null;
  #composer = null;

  // `navigate` has follow(url, event), back() and become(personId).
  constructor(place, navigate) {
    this.#place = place;
    this.#navigate = navigate;
    world.addEventListener("message", ({ detail }) => this.#mineToShow(detail) && this.#added(detail.message));
    world.addEventListener("edit", ({ detail }) => this.#mineToShow(detail) && this.#redraw(detail.message.message_id));
    world.addEventListener("delete", ({ detail }) => this.#mineToShow(detail) && this.#redraw(detail.messageId));
    world.addEventListener("typing", ({ detail }) => this.#mineToShow(detail) && this.#drawStatus());
    world.addEventListener("faults", () => this.#drawFaults());
    world.addEventListener("commands", () => this.#composer?.loadCommands());
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  get chat() {
    return this.#chat;
  }

  #mineToShow({ chatId }) {
    return this.#chat?.id === chatId;
  }

  // Show a chat, or none. `keep` draws the same chat again and stays where it is.
  show(chat, { keep = false, offer = null } = {}) {
    const scrolled = keep && this.#log && !this.#atBottom() ? this.#log.scrollTop : null;
    const wasWriting = keep && document.activeElement?.tagName === "TEXTAREA";
    this.#chat = chat;
    if (!chat) {
      this.#log = this.#composer = null;
      this.#place.replaceChildren(el("div", { class: "nothing" }, el("span", {}, say("chats"))));
      return;
    }
    this.#composer = new Composer(chat, { offer, become: this.#navigate.become });
    const log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": world.nameOf(chat), tabindex: "0" });
    this.#log = log;
    const down = iconButton("down", say("toBottom"), () => this.toBottom("smooth"), { class: "icon-button to-bottom", hidden: true });
    log.addEventListener("scroll", () => {
      down.hidden = this.#atBottom();
    });
    this.#place.replaceChildren(this.#head(chat), el("div", { class: "stage" }, log, down), this.#composer.element);
    this.#drawFaults();
    this.#drawAll(scrolled);
    if (wasWriting) this.focus();
  }

  toBottom(behavior = "instant") {
    this.#log?.scrollTo({ top: this.#log.scrollHeight, behavior });
  }

  focus() {
    this.#composer?.focus();
  }

  // Scroll to a message and let it light up; says so when it is not there.
  jump(messageId) {
    const row = this.#rowOf(messageId);
    if (!row) return toast(say("gone"));
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    row.classList.add("lit");
    setTimeout(() => row.classList.remove("lit"), 1800);
  }

  // -- the head -----------------------------------------------------------------------------------

  #head(chat) {
    const name = world.nameOf(chat);
    return el(
      "header",
      { class: "head" },
      iconButton("back", say("back"), this.#navigate.back, { class: "icon-button back" }),
      el(
        "button",
        { type: "button", class: "who", "aria-label": `${name}. ${say("info")}`, onclick: () => chatInfo(chat, this.#navigate) },
        avatar(name, chat.id, chat.id === world.me.id),
        el("span", {}, el("bdi", { class: "who-name" }, name), el("span", { class: "status" }, this.#status())),
      ),
      el("span", { class: "faults-on", hidden: true, role: "status" }, say("faultsOn")),
    );
  }

  #status() {
    const action = world.isTyping(this.#chat.id);
    if (action) return say(action === "typing" ? "typing" : "sending");
    if (this.#chat.id === world.me.id) return say("bot");
    if (this.#chat.type === "channel") return say("channel");
    const inside = Object.values(this.#chat.members).filter((one) => !["left", "kicked"].includes(one));
    return count("members", inside.length);
  }

  #drawStatus() {
    const status = this.#place.querySelector(".status");
    status.textContent = this.#status();
    status.classList.toggle("live", Boolean(world.isTyping(this.#chat.id)));
  }

  #drawFaults() {
    const mark = this.#place.querySelector(".faults-on");
    if (mark) mark.hidden = world.faults.length === 0;
  }

  // -- the messages -------------------------------------------------------------------------------

  #acts() {
    return {
      follow: this.#navigate.follow,
      command: (word) => trying(world.say(this.#chat, word)),
      menu: (messages, anchor) => messageMenu(messages, anchor, this.#composer),
      jump: (messageId) => this.jump(messageId),
      forward,
    };
  }

  #drawAll(scrolled) {
    const messages = world.messages(this.#chat.id);
    const unread = world.unread(this.#chat.id);
    this.#log.replaceChildren();
    if (world.hasEarlier(this.#chat.id)) this.#log.append(this.#earlierButton());
    if (messages.length === 0) this.#log.append(this.#emptiness());
    for (const unit of units(messages)) this.#append(unit);
    this.#arrange();
    const firstNew = unread.length > 0 && unread.length < messages.length && this.#rowOf(unread[0].message_id);
    if (firstNew) firstNew.before(el("div", { class: "news", role: "separator" }, say("unread")));
    if (scrolled !== null) this.#log.scrollTop = scrolled;
    else if (firstNew) this.#log.querySelector(".news").scrollIntoView({ block: "start" });
    else this.toBottom();
    this.#seen();
  }

  #earlierButton() {
    const more = async () => {
      const height = this.#log.scrollHeight;
      await trying(world.loadEarlier(this.#chat.id));
      this.#drawAll(0);
      this.#log.scrollTop = this.#log.scrollHeight - height;
    };
    return el("button", { type: "button", class: "pill earlier", onclick: more }, say("earlier"));
  }

  #emptiness() {
    const isBot = this.#chat.id === world.me.id;
    const language = world.me.language_code;
    const about = isBot ? (world.descriptions[language] ?? world.descriptions[""]) : this.#chat.about;
    return el(
      "div",
      { class: "emptiness" },
      el("strong", {}, say(isBot ? "whatBot" : "emptyChat")),
      about && el("p", { dir: "auto" }, about),
      isBot && el("p", { class: "faint" }, say("tapStart")),
    );
  }

  #append(unit) {
    const key = dayKey(unit[0].sent_at);
    let section = this.#log.lastElementChild;
    if (section?.dataset.day !== key) {
      section = el("section", { class: "day", "data-day": key }, el("div", { class: "pill date" }, day(unit[0].sent_at)));
      this.#log.append(section);
    }
    section.append(bubble(unit, this.#chat, this.#acts()));
  }

  #added(message) {
    const stays = this.#atBottom() || world.isMine(message);
    this.#log.querySelector(".emptiness")?.remove();
    const last = [...this.#log.querySelectorAll("[data-id]")].at(-1);
    const unit = last ? this.#unitOf(message.message_id) : [message];
    if (last && unit.length > 1 && Number(last.dataset.id) === unit[0].message_id) this.#redraw(unit[0].message_id);
    else this.#append(unit);
    this.#arrange();
    if (stays) this.toBottom();
    this.#composer.noticed(message);
    this.#seen();
  }

  // Draw again what holds this message: it was edited, deleted, or its album has grown.
  #redraw(messageId) {
    const row = this.#rowOf(messageId);
    if (!row) return;
    const stays = this.#atBottom();
    const focused = row.contains(document.activeElement);
    const unit = this.#unitOf(Number(row.dataset.id), messageId);
    if (unit.length === 0) {
      const section = row.closest(".day");
      row.remove();
      if (!section.querySelector("[data-id]")) section.remove();
    } else {
      const drawn = bubble(unit, this.#chat, this.#acts());
      row.replaceWith(drawn);
      // Whoever pressed a button with the keyboard is still there when the message changes.
      if (focused) drawn.querySelector(".key")?.focus();
    }
    this.#arrange();
    if (stays) this.toBottom();
  }

  // The messages drawn together with one of these.
  #unitOf(...messageIds) {
    const messages = world.messages(this.#chat.id);
    return units(messages).find((unit) => unit.some((one) => messageIds.includes(one.message_id))) ?? [];
  }

  #rowOf(messageId) {
    const rows = [...(this.#log?.querySelectorAll("[data-id]") ?? [])];
    const direct = rows.find((row) => Number(row.dataset.id) === messageId);
    if (direct) return direct;
    // an album's row has its first item's id, and that one may be gone
    const group = world.message(this.#chat.id, messageId)?.media_group_id;
    return group ? rows.findLast((row) => Number(row.dataset.id) < messageId) : undefined;
  }

  // Only the first of a sender's messages in a row has a name, only the last a tail.
  #arrange() {
    for (const section of this.#log.querySelectorAll(".day")) {
      const rows = [...section.querySelectorAll("[data-id]")];
      rows.forEach((row, index) => {
        row.classList.toggle("first", !together(rows[index - 1], row));
        row.classList.toggle("last", !together(row, rows[index + 1]));
      });
    }
  }

  #atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  #seen() {
    if (this.#chat && !document.hidden) world.markRead(this.#chat.id);
  }
}

// Messages one by one, the items of an album as one.
function units(messages) {
  const made = [];
  for (const message of messages) {
    const before = made.at(-1)?.[0];
    const same = message.media_group_id && before?.media_group_id === message.media_group_id;
    if (same) made.at(-1).push(message);
    else made.push([message]);
  }
  return made;
}

function together(one, two) {
  if (!one || !two || one.classList.contains("service") || two.classList.contains("service")) return false;
  const close = Number(two.dataset.at) - Number(one.dataset.at) < TOGETHER_SECONDS;
  return close && one.dataset.sender === two.dataset.sender && one.className.includes("mine") === two.className.includes("mine");
}
