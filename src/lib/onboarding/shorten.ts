/** A ledger row has little room, and a failing agent can say a lot: what is kept of a text of others. */
const TEXT_KEPT = 1500;

/** The text, cut to `room` UTF-16 units, with an ellipsis where something was cut. */
export function shorten(text: string, room = TEXT_KEPT): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
