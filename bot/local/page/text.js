// Formatted text: Bot API entities (offsets in UTF-16 units, as JavaScript counts) to elements.
import { make } from "./dom.js";

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** Return the nodes of a text. `onCommand(text)` is called when a command in it is tapped. */
export function formatted(text, entities = [], onCommand) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, onCommand);
}

function build(text, start, end, entities, onCommand) {
  const nodes = [];
  const waiting = [...entities];
  let at = start;
  while (waiting.length) {
    const entity = waiting.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const inside = [];
    while (waiting.length && waiting[0].offset < to) {
      const next = waiting.shift();
      inside.push(next);
      const over = next.offset + next.length - to;
      // What reaches beyond this entity goes on behind it.
      if (over > 0) waiting.push({ ...next, offset: to, length: over });
    }
    waiting.sort((a, b) => a.offset - b.offset || b.length - a.length);
    nodes.push(wrap(entity, text.slice(from, to), build(text, from, to, inside, onCommand), onCommand));
    at = to;
    // A block ends its line by itself.
    if (BLOCKS.has(entity.type) && text[at] === "\n" && at < end) at += 1;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, plain, children, onCommand) {
  if (entity.type in PLAIN) return make(PLAIN[entity.type], {}, ...children);
  switch (entity.type) {
    case "pre":
      return make("pre", { tabIndex: 0 }, ...children);
    case "blockquote":
      return make("blockquote", {}, make("div", { class: "inner" }, ...children));
    case "expandable_blockquote":
      return folding(children);
    case "spoiler":
      return spoiler(children);
    case "text_link":
      return link(entity.url, children);
    case "url":
      return link(plain.includes("://") ? plain : `http://${plain}`, children);
    case "email":
      return make("a", { href: `mailto:${plain}` }, ...children);
    case "bot_command": {
      const button = make("button", { type: "button", class: "command" }, ...children);
      button.addEventListener("click", () => onCommand(plain));
      return button;
    }
    default:
      return make("span", {}, ...children);
  }
}

function link(address, children) {
  const safe = /^https?:\/\//i.test(address);
  if (!safe) return make("span", { title: address }, ...children);
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, ...children);
}

function spoiler(children) {
  const span = make("span", { class: "spoiler", role: "button", tabIndex: 0, "aria-label": "Hidden text, press to show" }, ...children);
  const show = () => {
    span.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) span.removeAttribute(name);
  };
  span.addEventListener("click", show);
  span.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      show();
    }
  });
  return span;
}

function folding(children) {
  const button = make("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "Show more");
  const quote = make("blockquote", { class: "folded" }, make("div", { class: "inner" }, ...children), button);
  button.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    button.textContent = folded ? "Show more" : "Show less";
    button.setAttribute("aria-expanded", String(!folded));
  });
  return quote;
}

/** Return a line of text that stands for a message in a list or quote. */
export function summary(message) {
  if (!message) return "";
  const text = message.text ?? message.caption;
  const kind = message.photo ? "🖼 Picture" : message.animation ? "🎞 Animation" : message.document ? `📎 ${message.document.file_name ?? "File"}`
    : message.location ? "📍 Location" : message.sticker ? `${message.sticker.emoji ?? ""} Sticker` : message.voice ? "🎤 Voice message" : "";
  return [kind, text?.replace(/\s+/g, " ").slice(0, 90)].filter(Boolean).join(" · ");
}
