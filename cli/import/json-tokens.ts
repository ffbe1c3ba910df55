/** Takes a JSON text apart: brackets, commas, colons, texts, and words (numbers, true, false, null). White space is skipped. */
export type TokenKind = '{' | '}' | '[' | ']' | ':' | ',' | 'text' | 'word' | 'end' | 'bad';

export interface JsonToken {
  readonly kind: TokenKind;
  /** UTF-16 units before it. */
  readonly offset: number;
  /** The characters; of a text its value; of a bad token the problem. */
  readonly text: string;
}

const marks = ['{', '}', '[', ']', ':', ','] as const;
const isMark = (text: string): text is (typeof marks)[number] => marks.some((mark) => mark === text);

/** Ends after the token `end`, or after the first that is bad. */
export function* jsonTokens(text: string): Iterable<JsonToken> {
  let at = 0;
  for (;;) {
    at = match(/[\t\n\r ]*/y, text, at).end;
    const { token, end } = tokenAt(text, at);
    yield token;
    if (token.kind === 'end' || token.kind === 'bad') return;
    at = end;
  }
}

interface Read {
  readonly token: JsonToken;
  /** Where the next token may begin. */
  readonly end: number;
}

function tokenAt(text: string, offset: number): Read {
  const first = text.charAt(offset);
  if (first === '') return { token: { kind: 'end', offset, text: '' }, end: offset };
  if (isMark(first)) return { token: { kind: first, offset, text: first }, end: offset + 1 };
  return first === '"' ? textAt(text, offset) : wordAt(text, offset);
}

const bad = (offset: number, text: string): Read => ({ token: { kind: 'bad', offset, text }, end: offset });

/** Looks for the end of a text from one backslash to the next, so that a text of any length is read. */
function textAt(text: string, offset: number): Read {
  let at = offset + 1;
  for (;;) {
    at = match(/[^"\\\u0000-\u001F]*/y, text, at).end;
    const next = text.charAt(at);
    if (next === '"') break;
    if (next === '') return bad(offset, 'this text has no end: a double quote is missing');
    if (next !== '\\') return bad(at, 'a text cannot hold a line break or another control character: write \\n');
    const escape = match(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y, text, at);
    if (escape.text === '') return bad(at, 'JSON has no such escape: write a backslash as \\\\');
    at = escape.end;
  }
  const whole = text.slice(offset, at + 1);
  // A text in double quotes is JSON by itself.
  return { token: { kind: 'text', offset, text: JSON.parse(whole) as string }, end: at + 1 };
}

const isWord = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
/** Characters of a word that a message repeats. */
const repeated = 20;

function wordAt(text: string, offset: number): Read {
  const { text: word, end } = match(/[^\t\n\r "{}[\]:,]*/y, text, offset);
  if (isWord.test(word)) return { token: { kind: 'word', offset, text: word }, end };
  if (/^\/[/*]/.test(word)) return bad(offset, 'JSON has no comments');
  const shown = word.length > repeated ? `${word.slice(0, repeated)}…` : word;
  return bad(offset, `JSON has no ${JSON.stringify(shown)}: write a text in double quotes, a number, true, false or null`);
}

/** What a sticky pattern matches from an offset on; empty where it does not match. */
function match(pattern: RegExp, text: string, at: number): { readonly text: string; readonly end: number } {
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0] ?? '';
  return { text: found, end: at + found.length };
}
