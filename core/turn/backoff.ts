/**
 * The wait before an automatic retry: 30 s, doubled each time, jittered by a hash of (fleet, ordinal, attempt), so that a
 * thousand targets that failed together do not come back together, and a repeated turn decides the same.
 * Example: second automatic retry → between 30 and 60 s.
 */
export function backoffMs(
  fleetId: string,
  target: { ordinal: number; attempt: number; retries: number },
  baseSeconds: number,
): number {
  const whole = baseSeconds * 1_000 * 2 ** target.retries;
  const share = shareOf(`${fleetId}/${target.ordinal}/${target.attempt}`);
  return Math.round(whole * (0.5 + share / 2));
}

/** A number from 0 to 1 that looks random and is the same for the same text. */
export const shareOf = (text: string): number => hash(text) / 2 ** 32;

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
