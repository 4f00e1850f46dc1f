// The chat page: keeps the list of chats, the open one, the clock, and wires everything together.
import { call, listen, Refused } from "./api.js";
import { advance, now, showClock } from "./clock.js";
import { byId, make, shortDayOf, timeOf } from "./dom.js";
import { Log } from "./log.js";
import { alertBox, askName, askPlace, commands, drawer, menu, toast } from "./panels.js";
import { summary } from "./text.js";

const state = { bot: null, chats: new Map(), open: null, unread: new Map() };
const input = byId("input");
const pressed = new Map(); // callback query id → [button, what ends its waiting]
const chatPath = (name, id = state.open) => `local/chats/${id}/${name}`;

const act = {
  isMine: (message) => message.from.id !== state.bot?.id,
  say: (text) => send("text", { text }),
  toast,
  press,
};
const log = new Log(act);
const closeDrawer = drawer();
const closeCommands = commands(() => current()?.commands ?? [], (text) => {
  clearInput();
  act.say(text);
});

function current() {
  return state.chats.get(state.open);
}

/** Do something that the server may refuse; a refusal is shown, not thrown. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message);
    return null;
  }
}

// --- chats

async function loadChats() {
  const { bot, chats } = await call("local/chats");
  state.bot = bot;
  if (!chats.length) {
    const language_code = (navigator.language || "en").split("-")[0];
    const { chat } = await call("local/chats", { first_name: "Runner", language_code });
    chats.push(chat);
  }
  state.chats = new Map(chats.map((chat) => [chat.id, chat]));
  byId("bot-name").textContent = bot.first_name;
  byId("welcome-name").textContent = bot.first_name;
  byId("welcome-text").textContent = bot.description || bot.short_description || "Press Start to begin.";
}

async function openChat(id, keepPlace = false) {
  const same = state.open === id;
  state.open = id;
  location.hash = String(id);
  if (!same) clearTyping();
  const { messages, silent } = await call(chatPath("messages", id));
  if (state.open !== id) return;
  log.fill(messages, new Set(silent), keepPlace && same);
  read(id, messages.at(-1)?.message_id ?? 0);
  showChat();
  if (matchMedia("(pointer: fine)").matches && !document.querySelector("dialog[open]")) input.focus();
}

function showChat() {
  const chat = current();
  if (!chat) return;
  const empty = log.rows.size === 0;
  byId("welcome").hidden = !empty;
  byId("blocked").hidden = !chat.blocked;
  byId("composer").hidden = chat.blocked;
  byId("block").textContent = chat.blocked ? "Unblock the bot" : "Block the bot";
  showStatus();
  showReplies(chat);
  showList();
}

function showStatus(busy) {
  const chat = current();
  byId("status").textContent = busy ?? (chat ? `with ${chat.first_name ?? chat.title}` : "");
  byId("status").classList.toggle("busy", Boolean(busy));
}

function showList() {
  const chats = [...state.chats.values()].sort((a, b) => (b.last_message?.message_id ?? 0) - (a.last_message?.message_id ?? 0));
  const focused = document.activeElement?.dataset?.chat;
  byId("chats").replaceChildren(...chats.map((chat) => {
    const name = chat.first_name ?? chat.title;
    const unread = state.unread.get(chat.id) ?? 0;
    const when = chat.last_message ? new Date(chat.last_message.date * 1000) : null;
    const face = make("span", { class: "face", "aria-hidden": "true" }, name.slice(0, 1).toUpperCase());
    face.style.setProperty("--hue", (Math.abs(chat.id) * 47) % 360);
    const button = make("button", { type: "button", "data-chat": chat.id, "aria-current": String(chat.id === state.open) }, face,
      make("span", { class: "name" }, name),
      make("span", { class: "when" }, when ? (shortDayOf(when) === shortDayOf(now()) ? timeOf(when) : shortDayOf(when)) : ""),
      make("span", { class: "last" }, chat.blocked ? "Blocked" : summary(chat.last_message) || "No messages yet"),
      unread ? make("span", { class: "count" }, String(unread), make("span", { class: "hidden" }, " unread")) : null);
    button.addEventListener("click", () => {
      closeDrawer();
      attempt(() => openChat(chat.id));
    });
    return make("li", {}, button);
  }));
  if (focused) byId("chats").querySelector(`[data-chat="${focused}"]`)?.focus();
  const total = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
  byId("unread").hidden = total === 0;
  byId("unread").textContent = total;
  document.title = `${total ? `(${total}) ` : ""}${state.bot.first_name}: local chat`;
}

// Which messages were seen is this browser's business.
const readKey = (id) => `read-${id}`;

function read(id, upTo) {
  state.unread.delete(id);
  localStorage.setItem(readKey(id), Math.max(upTo, Number(localStorage.getItem(readKey(id)) ?? 0)));
}

async function countUnread() {
  for (const chat of state.chats.values()) {
    if (chat.id === state.open || !chat.last_message) continue;
    const after = Number(localStorage.getItem(readKey(chat.id)) ?? 0);
    const { messages } = await call(`${chatPath("messages", chat.id)}?after=${after}`);
    const count = messages.filter((message) => !act.isMine(message)).length;
    if (count) state.unread.set(chat.id, count);
  }
}

// --- writing

let sending = false;

async function send(kind, body) {
  const id = state.open;
  return attempt(() => call(chatPath(kind, id), body));
}

function clearInput() {
  input.value = "";
  closeCommands();
  fitInput();
}

function fitInput() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`;
  byId("send").disabled = !input.value.trim();
}

byId("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text || sending) return;
  sending = true;
  clearInput();
  const done = await act.say(text);
  sending = false;
  if (!done && !input.value) {
    input.value = text; // nothing typed is lost
    fitInput();
  }
});
input.addEventListener("input", fitInput);
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId("composer").requestSubmit();
});

async function press(message, data, button) {
  if (button.classList.contains("waiting")) return; // a double tap is one tap
  const end = () => {
    button.classList.remove("waiting");
    button.removeAttribute("aria-busy");
  };
  log.await();
  button.classList.add("waiting");
  button.setAttribute("aria-busy", "true");
  const done = await send("press", { message_id: message.message_id, data });
  if (!done) return end();
  if (answered.delete(done.callback_query_id)) return end();
  const late = setTimeout(() => {
    pressed.delete(done.callback_query_id);
    end();
  }, 10000);
  pressed.set(done.callback_query_id, () => {
    clearTimeout(late);
    end();
  });
}

const answered = new Set(); // answers that came before the tap's own reply

function showAnswer({ callback_query_id, text, show_alert, url, chat }) {
  const end = pressed.get(callback_query_id);
  if (end) end();
  else answered.add(callback_query_id);
  pressed.delete(callback_query_id);
  if (chat !== state.open) return;
  if (text && show_alert) alertBox(text);
  else if (text) toast(text);
  if (url && /^https?:/i.test(url)) toast(`The bot suggests ${url}`);
}

async function shareLocation() {
  const place = await askPlace();
  if (place) await send("location", { latitude: place[0], longitude: place[1] });
}

byId("attach").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", async () => {
  const [chosen] = byId("file").files;
  byId("file").value = "";
  if (chosen) await sendFile(chosen);
});

async function sendFile(chosen) {
  const form = new FormData();
  form.append("file", chosen, chosen.name);
  if (input.value.trim()) form.append("caption", input.value.trim());
  clearInput();
  const image = ["image/png", "image/jpeg", "image/webp"].includes(chosen.type);
  await send(image ? "photo" : "document", form);
}

addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const [dropped] = event.dataTransfer.files;
  if (dropped && current() && !current().blocked) sendFile(dropped);
});
input.addEventListener("paste", (event) => {
  const [pasted] = event.clipboardData.files;
  if (!pasted) return;
  event.preventDefault();
  sendFile(pasted);
});

function showReplies(chat) {
  const box = byId("replies");
  const rows = chat.blocked ? null : chat.keyboard?.keyboard;
  box.hidden = !rows;
  input.placeholder = chat.keyboard?.input_field_placeholder ?? "Message";
  const stick = log.stick;
  box.replaceChildren(...(rows ?? []).map((line) => make("div", { class: "keyrow" }, ...line.map((about) => {
    const button = make("button", { type: "button", class: "key" }, about.text);
    button.addEventListener("click", () => {
      if (button.disabled) return;
      button.disabled = true;
      setTimeout(() => (button.disabled = false), 600);
      if (about.request_location) shareLocation();
      else if (about.request_contact || about.web_app) toast("This kind of button works in Telegram only.");
      else act.say(about.text);
    });
    return button;
  }))));
  if (stick) log.toEnd();
}

// --- menu

async function newChat() {
  const name = await askName(`Runner ${state.chats.size + 1}`);
  if (!name) return;
  const done = await attempt(() => call("local/chats", { first_name: name }));
  if (!done) return;
  state.chats.set(done.chat.id, done.chat);
  closeDrawer();
  await attempt(() => openChat(done.chat.id));
}

menu((name) => ({
  hour: () => attempt(() => advance(3600)),
  day: () => attempt(() => advance(86400)),
  location: shareLocation,
  file: () => byId("file").click(),
  "new-chat": newChat,
  block: () => send(current().blocked ? "unblock" : "block", {}),
})[name]());
byId("new-chat").addEventListener("click", newChat);
byId("unblock").addEventListener("click", () => send("unblock", {}));
byId("start").addEventListener("click", () => {
  byId("start").disabled = true;
  act.say("/start").finally(() => (byId("start").disabled = false));
});
addEventListener("hashchange", () => {
  const id = Number(location.hash.slice(1));
  if (id !== state.open && state.chats.has(id)) attempt(() => openChat(id));
});
byId("viewer").addEventListener("click", (event) => event.target === byId("viewer") && byId("viewer").close());

// --- what the server tells

let typingEnds;
let patienceEnds;

function clearTyping() {
  clearTimeout(typingEnds);
  clearTimeout(patienceEnds);
  log.showTyping(false);
  showStatus();
}

function showTyping(status, milliseconds) {
  clearTyping();
  log.showTyping(true);
  showStatus(status);
  typingEnds = setTimeout(clearTyping, milliseconds);
}

// The bot may still be starting, and then nobody else can give a sign of life.
function awaitAnswer() {
  clearTyping();
  patienceEnds = setTimeout(() => showTyping("one moment…", 20000), 500);
}

async function refreshChats() {
  await loadChats();
  if (!state.chats.has(state.open)) return reload();
  return showChat();
}

let refreshing;

async function reload() {
  await loadChats();
  const wanted = Number(location.hash.slice(1)) || state.open;
  const latest = [...state.chats.values()].sort((a, b) => (b.last_message?.message_id ?? 0) - (a.last_message?.message_id ?? 0))[0];
  await openChat(state.chats.has(wanted) ? wanted : latest.id, true);
  await countUnread();
  showList();
}

function onMessage({ chat: id, message, silent }) {
  const chat = state.chats.get(id);
  if (chat) chat.last_message = message;
  else refreshSoon();
  if (id === state.open) {
    if (act.isMine(message)) awaitAnswer();
    else clearTyping();
    log.add(message, silent);
    byId("welcome").hidden = true;
    read(id, message.message_id);
  } else if (!act.isMine(message)) state.unread.set(id, (state.unread.get(id) ?? 0) + 1);
  showList();
}

function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => attempt(refreshChats), 40);
}

const handlers = {
  hello: (face) => {
    byId("offline").hidden = true;
    showClock(face);
    attempt(reload);
  },
  message: onMessage,
  edit: ({ chat: id, message, silent }) => {
    if (id === state.open) {
      clearTyping();
      log.change(message, silent);
    }
    const chat = state.chats.get(id);
    if (chat?.last_message?.message_id === message.message_id) chat.last_message = message;
    showList();
  },
  delete: ({ chat: id, message_id }) => {
    if (id === state.open) log.remove(message_id);
    refreshSoon();
  },
  answer: showAnswer,
  typing: ({ chat: id }) => id === state.open && showTyping("typing…", 5000),
  clock: showClock,
  chats: refreshSoon,
};

listen((event) => handlers[event.type]?.(event), () => (byId("offline").hidden = false));
byId("next").addEventListener("click", async () => {
  const button = byId("next");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  log.toEnd(); // whoever asks for it wants to see it come
  const done = await attempt(() => call("local/clock", { to: "next-reminder" }));
  // The clock beside the button shows it; a notice would lie over the reminder that comes.
  if (done) byId("moved-to").textContent = `It is now ${shortDayOf(new Date(done.utc))}, ${timeOf(new Date(done.utc))}.`;
  button.removeAttribute("aria-busy");
});
setInterval(() => showClock(), 1000);
showClock();
fitInput();
