// How long what is signed holds, by the clock of this phone: a service could say that it is later than it is, and so have a word
// that holds when its signer believes that it is over.

const LIFE = 24 * 3600 * 1000;
const ROOM = 15 * 60 * 1000;

/** Throws where an intent begins later, or ends later, than a day from now has room for. Units: milliseconds. */
export function inTime({ not_before_ms, not_after_ms }) {
  const now = Date.now();
  if (not_before_ms > now + ROOM || not_after_ms > now + LIFE + ROOM || not_after_ms < now) throw { code: 'clock' };
}
