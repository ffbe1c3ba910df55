/**
 * Finds the place where a text stops being JSON, because JSON.parse does not always name it, and keys that an object has twice,
 * because JSON.parse drops the first one silently. The key __proto__, which objects lose on their way, and brackets nested deeper than
 * any request are breaks, too.
 * Invariant: a text without a break is one that JSON.parse reads, and every text that JSON.parse refuses has a break.
 * Example: '{"a": 1,}' → offset 8, 'expected a key in double quotes, found "}"'.
 */
import { unsafeKey } from '../../contracts/bounded.ts';
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

/** Open brackets at a time. A request needs about thirty; functions that walk through a value stand a few thousand. */
const deepest = 200;

/** The first break; undefined for JSON whose objects have each key once. */
export function whereJsonBreaks(text: string): JsonBreak | undefined {
  const open: Open[] = [];
  let state: State = 'value';
  for (const token of jsonTokens(text)) {
    const next = step(state, token, open);
    if (typeof next !== 'string') return next;
    if (open.length > deepest) return { offset: token.offset, message: `brackets are nested more than ${deepest} deep` };
    if (next === 'end' && token.kind === 'end') return undefined;
    state = next;
  }
  return undefined;
}

function step(state: State, token: JsonToken, open: Open[]): State | JsonBreak {
  const { kind, offset } = token;
  if (kind === 'bad') return { offset, message: token.text };
  if (wantsKey.has(state) && kind === 'text') return addKey(token, open);
  if (wantsValue.has(state) && beginsValue.has(kind)) return begin(kind, open);
  if (mayClose.has(state) && kind === open.at(-1)?.close) return close(open);
  return afterMark(state, kind, open) ?? { offset, message: `expected ${wanted[state]}, found ${found(token)}` };
}

/** The state after a comma, a colon or the end; undefined where none of them may stand. */
function afterMark(state: State, kind: TokenKind, open: readonly Open[]): State | undefined {
  if (state === 'after value' && kind === ',') return open.at(-1)?.close === '}' ? 'key' : 'value';
  if (state === 'colon' && kind === ':') return 'value';
  return state === 'end' && kind === 'end' ? 'end' : undefined;
}

const wantsKey: ReadonlySet<State> = new Set(['key', 'first key']);
const wantsValue: ReadonlySet<State> = new Set(['value', 'first value']);
const mayClose: ReadonlySet<State> = new Set(['after value', 'first value', 'first key']);
const beginsValue: ReadonlySet<TokenKind> = new Set(['text', 'word', '{', '[']);

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
  if (text === unsafeKey) return { offset, message: `no key may be called ${unsafeKey}` };
  if (keys?.has(text)) return { offset, message: `this object has the key ${JSON.stringify(text)} twice` };
  keys?.add(text);
  return 'colon';
}

const found = ({ kind, text }: JsonToken): string => (kind === 'end' ? 'the end of the file' : JSON.stringify(text));
