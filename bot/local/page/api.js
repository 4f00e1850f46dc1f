// The way to the server: control calls and the stream of events.

export class Refused extends Error {}

/** Call the server; returns its JSON. Throws Refused with a sentence to show. */
export async function call(path, body) {
  const options = {};
  if (body instanceof FormData) {
    options.method = "POST";
    options.body = body;
  } else if (body !== undefined) {
    options.method = "POST";
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused("The local server does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error || `The server answered ${response.status}.`);
  return answer;
}

/** Listen to events for ever, through restarts of the server. */
export function listen(onEvent, onLost) {
  let source;
  let silence;
  const open = () => {
    clearTimeout(silence);
    source = new EventSource("local/events");
    source.onmessage = (event) => onEvent(JSON.parse(event.data));
    source.onerror = () => {
      onLost();
      // A browser gives up after some errors; a fresh stream does not.
      source.close();
      clearTimeout(silence);
      silence = setTimeout(open, 1000);
    };
  };
  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());
}
