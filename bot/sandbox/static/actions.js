// What a person can do with a message that stands, and the list of places to forward it to.

import { act } from "./api.js";
import { copy } from "./bubble.js";
import { choose, menu, toast } from "./dialogs.js";
import { avatar } from "./dom.js";
import { say } from "./words.js";
import { world } from "./world.js";

export async function trying(promise) {
  try {
    return await promise;
  } catch (error) {
    toast(error.message);
    return null;
  }
}

// `room` has reply(message), edit(message) and mayWrite().
export function messageMenu(messages, anchor, room) {
  const spoken = messages.find((one) => one.text) ?? messages[0];
  const mayChange = world.mayChange(spoken);
  const items = [
    room.mayWrite() && { label: say("reply"), icon: "reply", act: () => room.reply(spoken) },
    { label: say("forward"), icon: "forward", act: () => forward(messages) },
    spoken.text && { label: say("copy"), icon: "file", act: () => copy(spoken.text) },
    mayChange && !spoken.raw.forward_origin && { label: say("edit"), icon: "edit", act: () => room.edit(spoken) },
    (mayChange || spoken.raw.chat.type === "private") && {
      label: say("delete"),
      icon: "close",
      danger: true,
      act: () => messages.forEach((one) => remove(one)),
    },
  ];
  menu(anchor, items.filter(Boolean), say("messageMenu"));
}

function remove(message) {
  return trying(act("delete", { chat_id: message.chat_id, message_id: message.message_id }));
}

export function forward(messages) {
  const targets = world.chats.filter((chat) => chat.id === world.me.id || chat.type.endsWith("group"));
  const given = {
    user_id: world.me.id,
    from_chat: messages[0].chat_id,
    message_ids: messages.map((one) => one.message_id),
  };
  const send = async (chat) => {
    if (await trying(act("forward", { ...given, to_chat: chat.id }))) toast(say("forwarded"));
  };
  choose(
    say("forwardTo"),
    targets.map((chat) => ({
      label: world.nameOf(chat),
      face: avatar(world.nameOf(chat), chat.id, chat.id === world.me.id),
      about: say(chat.id === world.me.id ? "bot" : "group"),
      act: () => send(chat),
    })),
  );
}
