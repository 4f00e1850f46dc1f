// What is wrong with how a page is drawn now, in words. Colours are painted onto a canvas before they are compared,
// so that color-mix() and transparency count as the eye sees them.
({ leastContrast, leastPixels }) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const drawn = (colours) => {
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = rgb.map((value) => linear(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (element) => {
    const under = ["#fff"];
    const parents = [];
    for (let at = element; at; at = at.parentElement) parents.unshift(at);
    under.push(...parents.map((parent) => getComputedStyle(parent).backgroundColor));
    const [back, ink] = [light(drawn(under)), light(drawn([...under, getComputedStyle(element).color]))];
    return (Math.max(back, ink) + 0.05) / (Math.min(back, ink) + 0.05);
  };
  const inView = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const { width, height, left, right, top, bottom } = element.getBoundingClientRect();
    return width > 1 && height > 1 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  };
  const short = (element) => `“${(element.textContent.trim() || element.id || element.className).slice(0, 40)}”`;
  const found = [];

  for (const element of document.querySelectorAll("button, a, p, h1, h2, time, .text, .text *, .chats span")) {
    const speaks = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const asleep = element.disabled || element.closest("[aria-hidden=true], .hidden, .key.waiting");
    if (!speaks || asleep || !inView(element)) continue;
    const ratio = contrast(element);
    if (ratio < leastContrast) found.push(`contrast ${ratio.toFixed(2)}: ${short(element)}`);
  }
  for (const element of document.querySelectorAll("button, a.key, [role=button]")) {
    if (!inView(element)) continue;
    const name = element.getAttribute("aria-label") || element.textContent.trim() || element.title;
    if (!name) found.push(`a button without a name: ${element.outerHTML.slice(0, 80)}`);
    // A command inside a sentence is as high as its line, like any link in a text.
    if (element.matches(".text .command, .text .spoiler")) continue;
    const { width, height } = element.getBoundingClientRect();
    if (Math.min(width, height) < leastPixels) found.push(`only ${width}×${height} px: ${short(element)}`);
    if (element.scrollWidth > element.clientWidth + 1) found.push(`a label is cut off: ${short(element)}`);
  }
  for (const element of document.querySelectorAll("input, textarea, select")) {
    const labelled = element.labels?.length || element.getAttribute("aria-label");
    if (!labelled) found.push(`an input without a label: #${element.id}`);
  }
  for (const image of document.images) if (!image.hasAttribute("alt")) found.push("a picture without alt");
  if (document.querySelectorAll("[role=log]").length !== 1) found.push("there is not one log");
  const slid = [...document.querySelectorAll(".head")].filter((head) => head.getBoundingClientRect().top < 0);
  if (slid.length) found.push("the page has slid up under its edge");
  if (!document.documentElement.lang || !document.title) found.push("the page has no language or no title");
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids.filter((each, at) => ids.indexOf(each) !== at)) found.push(`two things are called #${id}`);
  if (document.querySelectorAll(".row .keys").length > 1) found.push("an old keyboard was left behind");
  for (const box of [document.documentElement, ...document.querySelectorAll(".phone, .log, .bubble, .keys")]) {
    const over = box.scrollWidth - box.clientWidth;
    if (over > 0 && inView(box)) found.push(`${over} px stick out sideways of ${box.className || box.tagName}`);
  }
  return found;
}
