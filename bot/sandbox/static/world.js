// What the page knows: the person who is played, everybody else, their chats and messages. It loads once, then
// follows the event stream; whoever draws listens to its events.

import { act, ask, listen } from "./api.js";

const PAGE = 200;
const TYPING_SECONDS = 5;
const FIRST_PERSON = 2001;

class World extends EventTarget {
  me = null;
  bot = null;
  people = [];
  chats = [];
  faults = [];
  samples = { set_up: false, minutes: 0, left: 0 };
  descriptions = {};
  privacyMode = true;
  id = "";
  loaded = false;
  #messages = new Map();
  #more = new Map();
  #read = new Map();
  #typing = new Map();
  #early = null;

  // Follow the stream. What happens while the first answers are on their way is applied after them.
  begin(asked) {
    listen({
      opened: () => this.load(this.me?.id ?? asked),
      told: (event) => (this.#early ? this.#early.push(event) : this.#apply(event)),
      lost: () => this.#tell("lost"),
    });
  }

  async load(personId) {
    this.#early = [];
    const [{ users }, state, { faults }] = await Promise.all([ask("users"), ask("state"), ask("faults")]);
    Object.assign(this, { people: users, faults, bot: state.bot, samples: state.samples, id: state.world });
    Object.assign(this, { descriptions: state.descriptions, privacyMode: state.privacy_mode });
    const wanted = personId ?? Number(localStorage.getItem("person")) ?? 0;
    this.me = [wanted, FIRST_PERSON].map((id) => users.find((one) => one.id === id)).find(Boolean) ?? users[0] ?? null;
    if (this.me) await this.#loadChats();
    const early = this.#early;
    this.#early = null;
    this.loaded = true;
    this.#tell("loaded");
    early.forEach((event) => this.#apply(event));
  }

  async become(personId) {
    localStorage.setItem("person", personId);
    await this.load(personId);
  }

  async #loadChats() {
    this.chats = (await ask("chats", { user_id: this.me.id })).chats;
    const loads = this.chats.map((chat) => ask(`chats/${chat.id}/messages`, { last: PAGE, user_id: this.me.id }));
    const answers = await Promise.all(loads);
    this.#messages.clear();
    this.#typing.clear();
    this.chats.forEach((chat, index) => {
      const { messages } = answers[index];
      this.#messages.set(chat.id, new Map(messages.map((one) => [one.message_id, one])));
      this.#more.set(chat.id, messages.length === PAGE);
      this.#read.set(chat.id, Number(localStorage.getItem(this.#readKey(chat.id)) ?? 0));
    });
  }

  // -- looking ------------------------------------------------------------------------------------

  chat(chatId) {
    return this.chats.find((one) => one.id === chatId);
  }

  // A chat by what stands in its address: a username, the bot's, or an id.
  chatNamed(name) {
    if (name.toLowerCase() === this.bot?.username.toLowerCase()) return this.chat(this.me.id);
    const same = (one) => one.username?.toLowerCase() === name.toLowerCase() && one.id < 0;
    return this.chats.find((one) => same(one) || String(one.id) === name);
  }

  nameOf(chat) {
    return chat.title ?? (chat.id === this.me.id ? this.bot.first_name : chat.first_name);
  }

  pathOf(chat) {
    return `/chat/${chat.id === this.me.id ? this.bot.username : (chat.username ?? chat.id)}`;
  }

  // The chat's messages that stand, oldest first.
  messages(chatId) {
    return [...(this.#messages.get(chatId)?.values() ?? [])].filter((one) => !one.deleted);
  }

  message(chatId, messageId) {
    const found = this.#messages.get(chatId)?.get(messageId);
    return found && !found.deleted ? found : undefined;
  }

  hasEarlier(chatId) {
    return this.#more.get(chatId) ?? false;
  }

  async loadEarlier(chatId) {
    const known = this.#messages.get(chatId);
    const before = Math.min(...known.keys());
    const { messages } = await ask(`chats/${chatId}/messages`, { last: PAGE, before, user_id: this.me.id });
    this.#more.set(chatId, messages.length === PAGE);
    this.#messages.set(chatId, new Map([...messages.map((one) => [one.message_id, one]), ...known]));
  }

  // The User a message is from, or undefined for a channel's.
  sender(message) {
    return message.raw.from ?? undefined;
  }

  isMine(message) {
    return !message.from_bot && message.raw.from?.id === this.me.id;
  }

  memberStatus(chat, userId = this.me.id) {
    return chat.members[String(userId)] ?? "left";
  }

  mayPublish(chat) {
    return ["creator", "administrator"].includes(this.memberStatus(chat));
  }

  mayChange(message) {
    const chat = this.chat(message.chat_id);
    return chat.type === "channel" ? !message.from_bot && this.mayPublish(chat) : this.isMine(message);
  }

  isTyping(chatId) {
    return this.#typing.get(chatId)?.action;
  }

  commands(chatId) {
    return ask("menu", { user_id: this.me.id, chat_id: chatId }).then((answer) => answer.commands);
  }

  // -- read and unread ----------------------------------------------------------------------------

  #readKey(chatId) {
    return `read:${this.id}:${this.me.id}:${chatId}`;
  }

  unread(chatId) {
    const read = this.#read.get(chatId) ?? 0;
    return this.messages(chatId).filter((one) => one.message_id > read && !this.isMine(one));
  }

  markRead(chatId) {
    const last = this.messages(chatId).at(-1)?.message_id ?? 0;
    if (last <= (this.#read.get(chatId) ?? 0)) return;
    this.#read.set(chatId, last);
    localStorage.setItem(this.#readKey(chatId), last);
    this.#tell("read", { chatId });
  }

  // -- what happens -------------------------------------------------------------------------------

  #tell(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  #apply(event) {
    const chatId = event.chat_id;
    switch (event.kind) {
      case "message":
      case "edit":
        if (!this.chat(chatId)) return;
        this.#messages.get(chatId).set(event.message_id, event);
        if (event.from_bot) this.#stopTyping(chatId);
        if (chatId === this.me.id && !event.from_bot) this.me.started = true;
        this.#tell(event.kind, { chatId, message: event });
        break;
      case "delete": {
        const found = this.#messages.get(chatId)?.get(event.message_id);
        if (found) found.deleted = true;
        this.#tell("delete", { chatId, messageId: event.message_id });
        break;
      }
      case "typing":
        this.#startTyping(chatId, event.action);
        break;
      case "fault":
        this.faults = event.faults;
        this.#tell("faults");
        break;
      case "samples":
        this.samples = event;
        this.#tell("samples");
        break;
      case "chat":
        this.#chatsChanged();
        break;
      case "answer":
        if (event.user_id === this.me?.id) this.#tell("answer", { answer: event });
        break;
      case "commands":
        this.#tell("commands");
    }
  }

  // Many chats may change in one act; they are asked for once.
  #chatsChanged() {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.load(this.me?.id), 30);
  }

  #startTyping(chatId, action) {
    this.#stopTyping(chatId);
    const timer = setTimeout(() => this.#stopTyping(chatId), TYPING_SECONDS * 1000);
    this.#typing.set(chatId, { action, timer });
    this.#tell("typing", { chatId });
  }

  #stopTyping(chatId) {
    clearTimeout(this.#typing.get(chatId)?.timer);
    if (this.#typing.delete(chatId)) this.#tell("typing", { chatId });
  }

  // -- acting -------------------------------------------------------------------------------------

  say(chat, text, replyTo) {
    return act("say", { user_id: this.me.id, text, chat_id: chat.id, ...(replyTo && { reply_to: replyTo }) });
  }

  publish(chat, text, replyTo) {
    return act("publish", { chat_id: chat.id, ...asPost(text), ...(replyTo && { reply_to: replyTo }) });
  }

  // Send attachments: to the bot or a group as the person, in a channel as the channel.
  attach(chat, items) {
    if (chat.type !== "channel") return act("attach", { user_id: this.me.id, chat_id: chat.id, items });
    if (items.length > 1) return act("album", { chat_id: chat.id, items });
    const [{ kind, file_id, caption }] = items;
    return act("publish", { chat_id: chat.id, text: caption, ...(file_id ? { file_id } : { media: kind }) });
  }

  edit(message, text) {
    const written = message.raw.chat.type === "channel" ? asPost(text) : { text };
    return act("edit", { chat_id: message.chat_id, message_id: message.message_id, ...written });
  }
}

const TAG = "/?(?:b|i|u|s|a|code|pre|blockquote|tg-spoiler|strong|em)(?:\\s[^<]*)?>";

// A post is plain text unless it has one of Telegram's tags.
export function looksLikeHtml(text) {
  return new RegExp(`<${TAG}`, "i").test(text);
}

// What is no tag is meant as it stands: "5 < 6".
function asPost(text) {
  return looksLikeHtml(text) ? { html: text.replace(new RegExp(`<(?!${TAG})`, "gi"), "&lt;") } : { text };
}

export const world = new World();
