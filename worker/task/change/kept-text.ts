/**
 * Keeps the beginning of a diff: `limits.diffBytes` of it, with secrets masked. A change that adds a secret is never made, but a secret may
 * stand in what it removes, and around what it changes.
 */
import { limits } from '../../../contracts/limits.ts';
import { createSecrets, type Secrets } from '../../sandbox/secrets.ts';

export interface KeptText {
  readonly add: (bytes: Buffer) => void;
  /** The head of a hunk. Git repeats a line of the file in it, and cuts that, also within a secret. */
  readonly addHunkHead: (line: Buffer) => void;
  /** Ends with a whole line where it is cut, unless its first line is too long. */
  text(): { readonly text: string; readonly cut: boolean };
}

/** Bytes beyond those that are kept: enough for a secret that crosses the end. */
const beyond = 64 * 1024;

export function keptText(secrets: Secrets): KeptText {
  const inLines = secretsInLines(secrets);
  const parts: Buffer[] = [];
  let bytes = 0;
  let isMore = false;
  const add = (given: Buffer): void => {
    const room = limits.diffBytes + beyond - bytes;
    const part = given.subarray(0, room);
    if (part.length < given.length) isMore = true;
    if (part.length === 0) return;
    // A copy: the bytes are a view of a larger buffer, which would stay too.
    parts.push(Buffer.from(part));
    bytes += part.length;
  };
  const upToSafeEnd = (text: string): string => text.slice(0, safeEnd(text, [secrets, inLines]));
  return {
    add,
    addHunkHead: (line) => {
      add(Buffer.from(`${upToSafeEnd(line.toString())}\n`));
    },
    text() {
      const raw = Buffer.concat(parts).toString();
      const whole = isMore ? upToSafeEnd(raw) : raw;
      const masked = Buffer.from(inLines.mask(secrets.mask(whole)));
      const text = isMore || masked.length > limits.diffBytes ? beginningOf(masked) : masked.toString();
      const answered = shortAsJson(text);
      return { text: answered, cut: isMore || answered.length < masked.toString().length };
    },
  };
}

/** Of a secret that has several lines, such as a key, a diff has those that a change is near to, each with a sign in front. */
function secretsInLines(secrets: Secrets): Secrets {
  const inLines = createSecrets();
  const forms = secrets.forms().filter((form) => form.includes('\n'));
  inLines.add(...forms.flatMap((form) => form.split('\n').map((line) => line.trim())));
  return inLines;
}

function safeEnd(text: string, all: readonly Secrets[]): number {
  let end = text.length;
  for (;;) {
    const safe = all.reduce((most, secrets) => secrets.safeEnd(text.slice(0, most)), end);
    if (safe === end) return end;
    end = safe;
  }
}

/** A function of the API answers 6 MB at most, and a control character is six as JSON: of a text that has little else less is kept. */
function shortAsJson(text: string): string {
  let short = text;
  while (JSON.stringify(short).length > 4 * limits.diffBytes) short = beginningOf(Buffer.from(short), short.length / 2);
  return short;
}

function beginningOf(text: Buffer, most: number = limits.diffBytes): string {
  const beginning = text.subarray(0, most);
  const end = beginning.lastIndexOf('\n');
  return end === -1 ? beginning.toString().replace(/\uFFFD$/, '') : beginning.toString('utf8', 0, end + 1);
}
