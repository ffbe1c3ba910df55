/**
 * Finds the place where a text stops being JSON, because JSON.parse does not always name it, and keys that an object has twice,
 * because JSON.parse drops the first one silently.
 * Invariant: a text without a break is one that JSON.parse reads, and every text that JSON.parse refuses has a break.
 * Example: '{"a": 1,}' → offset 8, 'expected a key in double quotes, found "}"'.
 */
import { type JsonToken, jsonTokens, type TokenKind } from './json-tokens.ts';

export interface JsonBreak {
  /** UTF-16 units before it. */
  readonly offset: number;
  readonly message: string;
}

/** What may come next; `first` means: right after the opening bracket. */
type State = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'after value' | 'end';

const wanted: Readonly<Record<State, string>> = {
  value: 'a value',
  'first value': 'a value or "]"',
  key: 'a key in double quotes',
  'first key': 'a key in double quotes or "}"',
  colon: '":"',
  'after value': '"," or the closing bracket',
  end: 'the end of the file',
};

/** One open object or list; `keys` are those that an object has so far. */
interface Open {
  readonly close: '}' | ']';
  readonly keys: Set<string>;
}

/** The first break; undefined for JSON whose objects have each key once. */
export function whereJsonBreaks(text: string): JsonBreak | undefined {
  const open: Open[] = [];
  let state: State = 'value';
  for (const token of jsonTokens(text)) {
    const next = step(state, token, open);
    if (typeof next !== 'string') return next;
    if (next === 'end' && token.kind === 'end') return undefined;
    state = next;
  }
  return undefined;
}

function step(state: State, token: JsonToken, open: Open[]): State | JsonBreak {
  const { kind, offset } = token;
  if (kind === 'bad') return { offset, message: token.text };
  if ((state === 'key' || state === 'first key') && kind === 'text') return addKey(token, open);
  if (state === 'colon' && kind === ':') return 'value';
  if ((state === 'value' || state === 'first value') && beginsValue(kind)) return begin(kind, open);
  if (state === 'after value' && kind === ',') return open.at(-1)?.close === '}' ? 'key' : 'value';
  if (mayClose(state) && kind === open.at(-1)?.close) return close(open);
  if (state === 'end' && kind === 'end') return 'end';
  return { offset, message: `expected ${wanted[state]}, found ${found(token)}` };
}

const beginsValue = (kind: TokenKind): boolean => kind === 'text' || kind === 'word' || kind === '{' || kind === '[';
const mayClose = (state: State): boolean => state === 'after value' || state === 'first value' || state === 'first key';

function begin(kind: TokenKind, open: Open[]): State {
  if (kind === '{' || kind === '[') open.push({ close: kind === '{' ? '}' : ']', keys: new Set() });
  if (kind === '{') return 'first key';
  if (kind === '[') return 'first value';
  return open.length === 0 ? 'end' : 'after value';
}

function close(open: Open[]): State {
  open.pop();
  return open.length === 0 ? 'end' : 'after value';
}

function addKey({ text, offset }: JsonToken, open: Open[]): State | JsonBreak {
  const keys = open.at(-1)?.keys;
  if (keys?.has(text)) return { offset, message: `this object has the key ${JSON.stringify(text)} twice` };
  keys?.add(text);
  return 'colon';
}

const found = ({ kind, text }: JsonToken): string => (kind === 'end' ? 'the end of the file' : JSON.stringify(text));
