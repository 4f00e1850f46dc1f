// The list of messages of the open chat: adds, edits in place, days, and where it is scrolled to.
import { row } from "./bubbles.js";
import { byId, dayKey, dayOf, make } from "./dom.js";

const NEAR = 90; // pixels from the end within which new messages pull the list along
const said = (message) => message.text ?? message.caption;

export class Log {
  constructor(act) {
    this.act = act;
    this.box = byId("log");
    this.rows = new Map();
    this.below = 0;
    this.awaitedUntil = 0;
    this.typing = null;
    this.box.addEventListener("scroll", () => this.isAtEnd() && this.seen(), { passive: true });
    byId("to-end").addEventListener("click", () => this.toEnd(true));
    new ResizeObserver(() => this.stick && this.toEnd()).observe(this.box);
    this.stick = true;
  }

  isAtEnd() {
    this.stick = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
    byId("to-end").hidden = this.stick;
    return this.stick;
  }

  /** Something was asked for: what comes within the next seconds is shown. */
  await() {
    this.awaitedUntil = performance.now() + 3000;
  }

  seen() {
    this.below = 0;
    byId("below").hidden = true;
  }

  toEnd(smooth = false) {
    this.box.scrollTo({ top: this.box.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.stick = true;
    byId("to-end").hidden = true;
    this.seen();
  }

  isTall(element) {
    // The upper third of a picture may go for the words and buttons below it.
    const spare = (element.querySelector(".picture")?.offsetHeight ?? 0) / 3;
    return element.offsetHeight - spare > this.box.clientHeight - 16;
  }

  /** What does not fit is read from its beginning. */
  toStart(element) {
    this.box.scrollTo({ top: element.offsetTop - 10, behavior: "instant" });
    this.isAtEnd();
  }

  /** Show a whole chat, at its end. Reloading the same messages keeps the place. */
  fill(messages, silent, keepPlace) {
    const top = this.box.scrollTop;
    const stick = !keepPlace || this.stick;
    this.rows.clear();
    this.typing = null;
    this.box.replaceChildren();
    this.box.setAttribute("aria-live", "off"); // a screen reader need not read the whole past
    for (const message of messages) this.append(message, silent.has(message.message_id));
    requestAnimationFrame(() => this.box.setAttribute("aria-live", "polite"));
    if (stick) this.toEnd();
    else this.box.scrollTop = top;
  }

  append(message, silent) {
    const date = new Date(message.date * 1000);
    const last = [...this.rows.values()].at(-1);
    const day = dayKey(date);
    if (last?.day !== day) this.box.append(make("div", { class: "day" }, dayOf(date)));
    const element = row(message, { silent, act: this.act });
    if (last && last.day === day && last.message.from.id === message.from.id && !last.message.reply_markup) element.classList.add("joined");
    this.box.append(element);
    if (this.typing) this.box.append(this.typing);
    this.rows.set(message.message_id, { message, element, day });
    return element;
  }

  add(message, silent) {
    if (this.rows.has(message.message_id)) return this.change(message, silent);
    const mine = this.act.isMine(message);
    const stick = this.stick || mine || performance.now() < this.awaitedUntil;
    const element = this.append(message, silent);
    element.classList.add("fresh");
    if (stick && !mine && this.isTall(element)) this.toStart(element);
    else if (stick) this.toEnd();
    else {
      this.below += 1;
      byId("below").textContent = this.below;
      byId("below").hidden = false;
    }
  }

  /** Replace a message where it stands, without moving what is being read. */
  change(message, silent) {
    const old = this.rows.get(message.message_id);
    if (!old) return;
    const element = row(message, { silent, act: this.act });
    element.classList.toggle("joined", old.element.classList.contains("joined"));
    const focused = old.element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const above = old.element.offsetTop + old.element.offsetHeight <= this.box.scrollTop + this.box.clientHeight / 2;
    const { scrollHeight: before, scrollTop: top, clientHeight } = this.box;
    const atVeryEnd = before - top - clientHeight < 2;
    const stick = this.stick;
    const inView = old.element.offsetTop < top + clientHeight;
    old.element.replaceWith(element);
    this.rows.set(message.message_id, { ...old, message, element });
    const isLast = [...this.rows.values()].at(-1).element === element;
    // Another screen in the same place is read as a new one, wherever the last one was scrolled to.
    if (inView && isLast && said(old.message) !== said(message)) this.isTall(element) ? this.toStart(element) : this.toEnd();
    else if (stick && (isLast || atVeryEnd)) this.toEnd();
    else if (above) this.box.scrollTop = top + this.box.scrollHeight - before;
    if (focused !== null) {
      const keys = [...element.querySelectorAll(".key")];
      (keys.find((key) => key.dataset.key === focused) ?? keys[0] ?? byId("input")).focus({ preventScroll: true });
    }
  }

  remove(id) {
    const old = this.rows.get(id);
    if (!old) return;
    const previous = old.element.previousElementSibling;
    const next = old.element.nextElementSibling;
    old.element.remove();
    this.rows.delete(id);
    if (previous?.classList.contains("day") && !next?.classList.contains("row")) previous.remove();
  }

  showTyping(on) {
    if (!on) {
      this.typing?.remove();
      this.typing = null;
      return;
    }
    this.typing ??= make("div", { class: "row", "aria-hidden": "true" },
      make("div", { class: "bubble typing" }, make("i"), make("i"), make("i")));
    this.box.append(this.typing);
    if (this.stick) this.toEnd();
  }
}
