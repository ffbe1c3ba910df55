const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID that sorts by time, then by number. */
export function ulidOf(ms: number, count: number): string {
  const digits = (value: number, length: number): string => {
    let text = '';
    for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = (letters[rest % 32] ?? '0') + text;
    return text;
  };
  return digits(ms, 10) + digits(count, 16);
}
