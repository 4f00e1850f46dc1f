// One message as elements: bubble, media, time and the keys under it.
import { byId, icon, make, timeOf } from "./dom.js";
import { formatted, summary } from "./text.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const file = (id) => `local/files/${encodeURIComponent(id)}`;

/** Return the row of a message. `act` has press(message, data, button), say(text), isMine(message). */
export function row(message, { silent, act }) {
  const mine = act.isMine(message);
  const media = message.photo || message.animation;
  const bubble = make("div", { class: `bubble${media ? " media" : ""}${message.sticker ? " bare" : ""}` });
  if (message.chat.type !== "private" && !mine) bubble.append(make("div", { class: "sender" }, message.from.first_name));
  if (message.forward_origin) bubble.append(make("div", { class: "forwarded" }, `Forwarded from ${message.forward_origin.sender_user_name ?? "somebody"}`));
  if (message.reply_to_message) bubble.append(make("div", { class: "quote" }, summary(message.reply_to_message)));
  bubble.append(...content(message));
  const text = message.text ?? message.caption;
  if (text) {
    const entities = message.entities ?? message.caption_entities;
    bubble.append(make("div", { class: "text", dir: "auto" }, ...formatted(text, entities, act.say)));
  }
  bubble.append(meta(message, silent));
  const keys = message.reply_markup?.inline_keyboard;
  const element = make("div", { class: `row${mine ? " mine" : ""}${keys || media ? " wide" : ""}`, "data-id": message.message_id },
    make("span", { class: "hidden" }, mine ? "You: " : `${message.from.first_name}: `), bubble);
  if (keys) element.append(keyboard(message, keys, act));
  return element;
}

function meta(message, silent) {
  const marks = make("div", { class: "meta" });
  if (silent) {
    const bell = icon("bell-off");
    bell.removeAttribute("aria-hidden");
    bell.setAttribute("role", "img");
    bell.setAttribute("aria-label", "sent without a sound");
    marks.append(make("span", { class: "bell", title: "Sent without a sound" }, bell));
  }
  if (message.edit_date) marks.append("edited");
  const date = new Date(message.date * 1000);
  marks.append(make("time", { dateTime: date.toISOString(), title: date.toLocaleString() }, timeOf(date)));
  return marks;
}

function content(message) {
  if (message.photo) return [picture(message.photo.at(-1), message.caption)];
  if (message.animation) return [animation(message.animation)];
  if (message.document) return [document_(message.document)];
  if (message.location) return [place(message.location)];
  if (message.sticker) return [make("div", { class: "sticker" }, message.sticker.emoji ?? "🙂")];
  if (message.voice) return [make("audio", { src: file(message.voice.file_id), controls: true, preload: "none" })];
  return [];
}

function picture(size, caption) {
  const alt = caption ? `Picture: ${caption.slice(0, 120)}` : "Picture";
  const image = make("img", { src: file(size.file_id), alt, decoding: "async" });
  image.width = size.width;
  image.height = size.height;
  const button = make("button", { type: "button", class: "picture", title: "Enlarge" }, image);
  button.addEventListener("click", () => {
    const large = byId("viewer-img");
    large.src = image.src;
    large.alt = alt;
    byId("viewer").showModal();
  });
  return button;
}

function animation(about) {
  const element = about.mime_type?.startsWith("image/")
    ? make("div", { class: "picture" }, make("img", { src: file(about.file_id), alt: "Animation" }))
    : make("video", { src: file(about.file_id), loop: true, muted: true, playsInline: true, autoplay: !still.matches, controls: true });
  const frame = element.firstElementChild ?? element;
  frame.width = about.width;
  frame.height = about.height;
  return element;
}

function document_(about) {
  const name = about.file_name ?? "file";
  return make("a", { class: "document", href: file(about.file_id), download: name },
    make("span", { class: "disc" }, icon("file")),
    make("span", {}, make("b", {}, name), make("small", {}, bytes(about.file_size))));
}

function bytes(size) {
  if (size < 1024) return `${size} bytes`;
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

function place({ latitude, longitude }) {
  const degrees = `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`;
  return make("div", { class: "place" }, icon("pin"), make("span", {}, "Location", make("small", {}, degrees)));
}

function keyboard(message, rows, act) {
  const lines = rows.map((line) => make("div", { class: "keyrow" }, ...line.map((button) => key(message, button, act))));
  return make("div", { class: "keys", role: "group", "aria-label": "Answers" }, ...lines);
}

function key(message, button, act) {
  if (button.url) {
    const safe = /^https?:/i.test(button.url) ? button.url : undefined;
    return make("a", { class: "key", href: safe, target: "_blank", rel: "noopener noreferrer", title: button.url }, button.text, icon("out"));
  }
  const element = make("button", { type: "button", class: "key", "data-key": button.callback_data }, button.text);
  element.addEventListener("click", () => {
    if (button.callback_data !== undefined) act.press(message, button.callback_data, element);
    else if (button.copy_text) navigator.clipboard?.writeText(button.copy_text.text).then(() => act.toast("Copied."));
    else act.toast("This kind of button works in Telegram only.");
  });
  return element;
}
