// The movable clock: what time it is in the chat, and by how much it was moved on.
import { call } from "./api.js";
import { byId, shortDayOf, timeOf } from "./dom.js";

const state = { offset: 0, moved: 0 };

/** Return the present instant of the chat. */
export const now = () => new Date(Date.now() + state.offset);

/** Move the clock on; the stream of events brings the new time. */
export const advance = (seconds) => call("local/clock", { advance_seconds: seconds });

/** Show the time; `face` is what the server tells of the clock, without it the time runs on. */
export function showClock(face) {
  if (face) {
    state.offset = new Date(face.utc).getTime() - Date.now();
    state.moved = face.moved_seconds;
  }
  const present = now();
  byId("clock").dateTime = present.toISOString();
  byId("clock").textContent = `${shortDayOf(present)}, ${timeOf(present)}`;
  const minutes = Math.round(state.moved / 60);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  byId("moved").hidden = minutes < 1;
  byId("moved").textContent = days ? `+${days} d${hours ? ` ${hours} h` : ""}` : hours ? `+${hours} h` : `+${minutes} min`;
  byId("moved").title = "How far the clock was moved on";
}
