// Pictures, albums, files and places inside a bubble.

import { fileAddress } from "./api.js";
import { showPicture } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { say, size } from "./words.js";

const WIDEST = 330;
const TALLEST = 380;

// The media of one message, or of several that are one album; null when there are none.
export function media(messages) {
  const shown = messages.filter((one) => one.media);
  if (shown.length === 0) return messages[0].raw.location ? place(messages[0].raw.location) : null;
  const pictures = shown.filter((one) => one.raw.photo);
  const others = shown.filter((one) => !one.raw.photo);
  return el(
    "div",
    { class: "media" },
    pictures.length === 1 && photo(pictures[0]),
    pictures.length > 1 && el("div", { class: `album album-${pictures.length}` }, pictures.map(tile)),
    others.map((one) => (one.raw.video ? card(one.raw.video, "play") : card(one.raw.document ?? {}, "file"))),
  );
}

function photo(message) {
  const { width, height } = message.raw.photo.at(-1);
  const scale = Math.min(WIDEST / width, TALLEST / height, 1.4);
  return picture(message, Math.round(width * scale), Math.round(height * scale));
}

function tile(message) {
  return picture(message, null, null);
}

function picture(message, width, height) {
  const address = fileAddress(message.raw.photo.at(-1).file_id);
  const label = message.text ? `${say("photo")}: ${message.text.slice(0, 80)}` : say("photo");
  const image = el("img", { src: address, alt: "", width, height, loading: "lazy", decoding: "async" });
  // A picture that is none (a test's bytes) still takes its place.
  image.addEventListener("error", () => button.classList.add("broken"));
  const button = el("button", { type: "button", class: "photo", "aria-label": label }, image);
  if (message.raw.has_media_spoiler) button.classList.add("veiled");
  button.addEventListener("click", () => {
    if (!button.classList.contains("veiled")) showPicture(address, label);
    button.classList.remove("veiled");
  });
  return button;
}

function card(file, kind) {
  const name = file.file_name ?? say(kind === "play" ? "video" : "document");
  const facts = [file.file_size !== undefined && size(file.file_size), file.duration && `${file.duration} s`];
  return el(
    "a",
    { class: "file", href: fileAddress(file.file_id ?? ""), download: name },
    el("span", { class: "file-icon" }, icon(kind)),
    el(
      "span",
      { class: "file-facts" },
      el("bdi", { class: "file-name" }, name),
      el("span", { class: "file-size" }, facts.filter(Boolean).join(" · ")),
    ),
  );
}

function place({ latitude, longitude }) {
  return el(
    "div",
    { class: "place", role: "img", "aria-label": `${say("location")} ${latitude}, ${longitude}` },
    icon("pin"),
    el("bdi", { class: "coordinates", dir: "ltr" }, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`),
  );
}

// What stands for a message where there is room for one line only.
export function inShort(message) {
  const text = message.text.replace(/\s+/g, " ").trim();
  if (text) return text;
  if (message.raw.location) return say("location");
  if (message.media) return say(message.media === "photo" || message.media === "video" ? message.media : "document");
  return serviceText(message) ?? say("message");
}

export function serviceText(message) {
  if (message.raw.new_chat_members) return say("joined");
  if (message.raw.left_chat_member) return say("leftChat");
  if (message.raw.migrate_to_chat_id || message.raw.migrate_from_chat_id) return say("migrated");
  return null;
}
