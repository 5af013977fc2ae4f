// Attaching: pictures and files from the device, ready-made ones, and places.

import { trying } from "./actions.js";
import { act, upload } from "./api.js";
import { choose, menu } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { say } from "./words.js";
import { world } from "./world.js";

const WIDEST = 1280;
const MOST_IN_ALBUM = 10;
const PLACES = [
  ["دمشق", "Damascus", 33.5138, 36.2765],
  ["بغداد", "Baghdad", 33.3152, 44.3661],
  ["غزة", "Gaza", 31.5017, 34.4668],
  ["الخرطوم", "Khartoum", 15.5007, 32.5599],
  ["صنعاء", "Sanaa", 15.3694, 44.191],
  ["برلين", "Berlin", 52.52, 13.405],
];

export function attachMenu(anchor, chat) {
  const send = (...items) => trying(world.attach(chat, items));
  const items = [
    { label: say("pickPhotos"), icon: "attach", act: () => pick("image/*", true, (files) => sendPhotos(chat, files)) },
    { label: say("pickFile"), icon: "file", act: () => pick("", false, ([file]) => sendFile(chat, file)) },
    { label: say("samplePhoto"), icon: "picture", act: () => send({ kind: "photo" }) },
    { label: say("sampleAlbum"), icon: "picture", act: () => send({ kind: "photo" }, { kind: "photo" }) },
    { label: say("sampleDocument"), icon: "file", act: () => send({ kind: "document" }) },
    chat.type !== "channel" && { label: say("shareLocation"), icon: "pin", act: () => sharePlace(chat) },
  ];
  menu(anchor, items.filter(Boolean), say("attach"));
}

function pick(accept, multiple, chosen) {
  const input = el("input", { type: "file", accept, multiple });
  input.addEventListener("change", () => input.files.length > 0 && trying(chosen([...input.files])));
  input.click();
}

async function sendPhotos(chat, files) {
  const items = [];
  for (const file of files.slice(0, MOST_IN_ALBUM)) {
    items.push({ kind: "photo", file_id: await upload("photo", file.name, await asPhoto(file)) });
  }
  await world.attach(chat, items);
}

async function sendFile(chat, file) {
  await world.attach(chat, [{ kind: "document", file_id: await upload("document", file.name, file) }]);
}

// A JPEG of bounded size, as messengers make of any picture.
async function asPhoto(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, WIDEST / Math.max(bitmap.width, bitmap.height));
  const canvas = el("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.87));
}

function sharePlace(chat) {
  const arabic = world.me.language_code === "ar";
  choose(
    say("whichPlace"),
    PLACES.map(([inArabic, inEnglish, latitude, longitude]) => ({
      label: arabic ? inArabic : inEnglish,
      face: el("span", { class: "avatar hue-4" }, icon("pin")),
      act: () => trying(act("locate", { user_id: world.me.id, chat_id: chat.id, latitude, longitude })),
    })),
  );
}
