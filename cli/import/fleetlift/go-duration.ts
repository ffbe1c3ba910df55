/**
 * Reads a duration as Go writes it. The command line of this project reads whole numbers of hours, minutes and seconds only.
 * Example: '1.5h' → 5400; '30m' → 1800; '90' → undefined, because Go demands a unit.
 */
const secondsOf = { h: 3_600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, μs: 1e-6, ns: 1e-9 } as const;

const isUnit = (text: string): text is keyof typeof secondsOf => Object.hasOwn(secondsOf, text);

const number = /^(?:\d+(?:\.\d*)?|\.\d+)$/;

/** Whole seconds, rounded up; undefined for any other text. */
export function goSeconds(text: string): number | undefined {
  // Numbers and units in turn, and an empty end.
  const parts = text.split(/([a-zµμ]+)/);
  if (parts.length < 3 || parts.pop() !== '') return undefined;
  let sum = 0;
  for (let at = 0; at < parts.length; at += 2) {
    const [count = '', unit = ''] = parts.slice(at, at + 2);
    if (!number.test(count) || !isUnit(unit)) return undefined;
    sum += Number(count) * secondsOf[unit];
  }
  // Sums of decimals may be a little too large.
  return Math.ceil(sum - 1e-9);
}
