// What opens and closes: menu, drawer, dialogs, toasts, the list of commands.
import { byId, make } from "./dom.js";

const CITIES = [
  ["London", 51.5072, -0.1276], ["Berlin", 52.52, 13.405], ["Nairobi", -1.2864, 36.8172], ["Mumbai", 19.076, 72.8777],
  ["Kathmandu", 27.7172, 85.324], ["Tokyo", 35.6762, 139.6503], ["Sydney", -33.8688, 151.2093],
  ["São Paulo", -23.5505, -46.6333], ["New York", 40.7128, -74.006], ["Denver", 39.7392, -104.9903], ["Honolulu", 21.3069, -157.8583],
];

/** Show a short notice for a few seconds. */
export function toast(text) {
  const note = make("div", { class: "toast" }, text);
  byId("toasts").append(note);
  while (byId("toasts").children.length > 3) byId("toasts").firstChild.remove();
  setTimeout(() => note.remove(), 2500 + text.length * 45);
}

/** Show an alert that waits for OK. */
export function alertBox(text) {
  byId("alert-text").textContent = text;
  if (!byId("alert").open) byId("alert").showModal();
}

/** Ask for a place; resolves to [latitude, longitude] or null. */
export function askPlace() {
  const dialog = byId("places");
  return new Promise((resolve) => {
    let chosen = null;
    const choose = (latitude, longitude) => {
      chosen = [latitude, longitude];
      dialog.close();
    };
    byId("places-list").replaceChildren(...CITIES.map(([name, latitude, longitude]) => {
      const button = make("button", { type: "button" }, name, make("small", {}, `${latitude.toFixed(1)}°, ${longitude.toFixed(1)}°`));
      button.addEventListener("click", () => choose(latitude, longitude));
      return button;
    }));
    byId("own-place").onclick = () => {
      if (!navigator.geolocation) return toast("This browser tells no location.");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => dialog.open && choose(coords.latitude, coords.longitude),
        () => toast("The browser does not tell where you are. Choose a city instead."),
        { timeout: 10000 },
      );
    };
    dialog.addEventListener("close", () => resolve(chosen), { once: true });
    dialog.showModal();
  });
}

/** Ask for a first name; resolves to it or null. */
export function askName(suggestion) {
  const dialog = byId("person");
  const input = byId("person-name");
  input.value = suggestion;
  dialog.returnValue = "cancel";
  byId("person-cancel").onclick = () => dialog.close("cancel");
  dialog.showModal();
  input.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok" ? input.value.trim() : null), { once: true });
  });
}

/** Wire the "more" menu; `act(name)` does what was chosen. */
export function menu(act) {
  const [box, opener] = [byId("menu"), byId("menu-open")];
  const items = [...box.querySelectorAll("[role=menuitem]")];
  const show = (open, back = false) => {
    box.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) items[0].focus();
    else if (back) opener.focus();
  };
  opener.addEventListener("click", () => show(box.hidden));
  box.addEventListener("click", (event) => {
    const name = event.target.closest("[data-do]")?.dataset.do;
    if (!name) return;
    show(false, true);
    act(name);
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    } else if (event.key === "Escape") show(false, true);
    else if (event.key === "Tab") show(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.hidden && !event.target.closest(".menu-box")) show(false);
  });
}

/** Wire the drawer of chats on narrow screens; returns a function that closes it. */
export function drawer() {
  const [panel, opener, shade] = [byId("drawer"), byId("drawer-open"), byId("shade")];
  const show = (open) => {
    const was = panel.classList.contains("open");
    panel.classList.toggle("open", open);
    shade.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) (panel.querySelector("[aria-current=true]") ?? byId("drawer-close")).focus();
    else if (was) opener.focus();
  };
  opener.addEventListener("click", () => show(true));
  byId("drawer-close").addEventListener("click", () => show(false));
  shade.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  return () => show(false);
}

/** Wire the list of commands over the input. `list()` gives the bot's commands, `choose(text)` sends one. */
export function commands(list, choose) {
  const [box, input, opener] = [byId("commands"), byId("input"), byId("slash")];
  let shown = [];
  let selected = -1;
  const close = () => {
    box.hidden = true;
    shown = [];
    selected = -1;
    opener.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    selected = index;
    [...box.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    box.children[index].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", box.children[index].id);
  };
  const open = (prefix) => {
    shown = list().filter(({ command }) => `/${command}`.startsWith(prefix));
    if (!shown.length && prefix !== "/") return close();
    box.replaceChildren(...shown.map(({ command, description }, index) => {
      const option = make("div", { role: "option", id: `command-${index}`, "aria-selected": "false" },
        make("b", {}, `/${command}`), make("span", {}, description));
      option.addEventListener("click", () => (close(), choose(`/${command}`)));
      return option;
    }));
    if (!shown.length) box.append(make("p", {}, "The bot has set no commands yet."));
    box.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    mark(-1);
  };
  opener.addEventListener("click", () => {
    if (box.hidden) {
      open("/");
      input.focus();
    } else close();
  });
  input.addEventListener("input", () => (/^\/\w*$/.test(input.value) ? open(input.value.toLowerCase()) : close()));
  input.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (shown.length) mark((selected + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    } else if (event.key === "Tab" && shown.length && input.value.length > 1 && !event.shiftKey) {
      event.preventDefault();
      input.value = `/${shown[Math.max(selected, 0)].command} `;
      input.dispatchEvent(new Event("input"));
    } else if (event.key === "Enter" && selected >= 0) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const text = `/${shown[selected].command}`;
      close();
      choose(text);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.hidden && !event.target.closest("#commands, #composer")) close();
  });
  return close;
}
