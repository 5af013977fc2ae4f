// Puts the page together, and finds the way: addresses, links, the back button, who is being played.

import { trying } from "./actions.js";
import { act } from "./api.js";
import { toast } from "./dialogs.js";
import { el, whenReleased } from "./dom.js";
import { ChatList } from "./list.js";
import { Room } from "./room.js";
import { applyLook } from "./scenes.js";
import { say, setLanguage } from "./words.js";
import { world } from "./world.js";

const TELEGRAM = new Set(["t.me", "www.t.me", "telegram.me"]);
const BARE_CHANNEL = 1_000_000_000_000;

const app = document.getElementById("app");
const navigate = { follow, open, back, become };
const room = new Room(document.getElementById("room"), navigate);
const list = new ChatList(document.getElementById("list"), navigate);
const isWide = matchMedia("(min-width: 760px)");

// -- addresses --------------------------------------------------------------------------------------

// Show what the address says: a chat, or (on a phone) the list.
function arrive({ keep = false } = {}) {
  const name = /^\/chat\/([^/]+)$/.exec(location.pathname)?.[1];
  const query = new URLSearchParams(location.search);
  const payload = query.get("start");
  const asked = name && world.chatNamed(decodeURIComponent(name));
  if (name && !asked) toast(say("noSuchChat"));
  // A payload is sent once: reloading the page must not send it again.
  if (query.size > 0) history.replaceState(history.state, "", location.pathname);
  const chat = asked ?? (isWide.matches ? world.chat(world.me.id) : null);
  show(chat, { keep, offer: query.get("offer") });
  if (payload !== null && chat?.id === world.me.id) start(payload);
}

function show(chat, how = {}) {
  app.classList.toggle("in-room", Boolean(chat));
  room.show(chat, how);
  list.draw(chat?.id ?? null);
  document.title = chat ? `${world.nameOf(chat)} – ${world.bot.first_name}` : world.bot.first_name;
  if (chat && !how.keep) room.focus();
}

function open(chat) {
  if (room.chat?.id !== chat.id) history.pushState({ fromList: true }, "", world.pathOf(chat));
  show(chat);
}

function back() {
  if (history.state?.fromList) return history.back();
  history.pushState(null, "", "/");
  show(null);
  document.querySelector(".chat")?.focus();
}

function become(personId) {
  return world.become(personId);
}

function start(payload) {
  trying(world.say(world.chat(world.me.id), payload ? `/start ${payload}` : "/start"));
}

// -- links ------------------------------------------------------------------------------------------

// Links within Telegram open here; others in a window of their own.
function follow(url, event) {
  event.preventDefault();
  const own = url.host === location.host && url.pathname.startsWith("/chat/");
  if (!own && !TELEGRAM.has(url.host)) return window.open(url.href, "_blank", "noopener");
  const [name, ...rest] = url.pathname.replace(/^\/chat/, "").split("/").filter(Boolean);
  const isPrivate = name === "c";
  const chat = isPrivate ? world.chat(-(BARE_CHANNEL + Number(rest[0]))) : world.chatNamed(name ?? "");
  if (!chat) return toast(say("noSuchChat"));
  open(chat);
  const payload = url.searchParams.get("start");
  if (payload !== null && chat.id === world.me.id) start(payload);
  const messageId = Number(isPrivate ? rest[1] : rest[0]);
  if (messageId) room.jump(messageId);
}

// -- beginning --------------------------------------------------------------------------------------

function nobody() {
  const make = () => trying(act("samples")).then(() => world.load());
  app.classList.add("in-room");
  document.getElementById("room").replaceChildren(
    el("div", { class: "nothing" }, el("p", {}, say("nobody")), el("button", { type: "button", class: "filled", onclick: make }, say("setUp"))),
  );
}

let begun = false;

function loaded() {
  app.classList.remove("lost");
  if (!world.me) return nobody();
  setLanguage(world.me.language_code);
  const same = begun && room.chat && world.chat(room.chat.id);
  const stillBot = begun && room.chat?.type === "private" ? world.chat(world.me.id) : null;
  begun = true;
  if (same || stillBot) show(same || stillBot, { keep: Boolean(same) });
  else arrive();
}

world.addEventListener("loaded", () => whenReleased(loaded));
world.addEventListener("lost", () => app.classList.add("lost"));
addEventListener("popstate", () => world.loaded && world.me && arrive());
isWide.addEventListener("change", () => world.me && !room.chat && arrive());

applyLook();
setLanguage("ar");
app.dataset.lost = say("lost");
const asked = Number(new URLSearchParams(location.search).get("as")) || undefined;
world.begin(asked);
