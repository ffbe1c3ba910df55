/**
 * Finds the place where a text stops being JSON, because JSON.parse does not always name it, and keys that an object has twice,
 * because JSON.parse drops the first one silently. The key __proto__, which objects lose on their way, and brackets nested deeper than
 * any request are breaks, too.
 * Invariant: a text without a break is one that JSON.parse reads, and every text that JSON.parse refuses has a break.
 * Example: '{"a": 1,}' → offset 8, 'expected a key in double quotes, found "}"'.
 */
import { type JSONVisitor, type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { unsafeKey } from '../../contracts/bounded.ts';

export interface JsonBreak {
  /** UTF-16 units before it. */
  readonly offset: number;
  readonly message: string;
}

/** Ends the walk through the text at its first break. */
class Broken extends Error implements JsonBreak {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** JSON as JSON.parse reads it. */
const strict = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/** Open brackets at a time. A request needs about thirty; functions that walk through a value stand a few thousand. */
const deepest = 200;

/** The first break; undefined for JSON whose objects have each key once. */
export function whereJsonBreaks(text: string): JsonBreak | undefined {
  /** The keys of each open object so far; null: a list. */
  const open: (Set<string> | null)[] = [];
  const begin = (keys: Set<string> | null, offset: number): void => {
    if (open.push(keys) > deepest) throw new Broken(offset, `brackets are nested more than ${deepest} deep`);
  };
  const end = (): void => void open.pop();
  const onError = (code: ParseErrorCode, offset: number, length: number): never => {
    throw breakOf(text, printParseErrorCode(code), { place: { offset, length }, inObject: (open.at(-1) ?? null) !== null });
  };
  const onObjectProperty = (key: string, offset: number): void => {
    addKey(open.at(-1), key, offset);
  };
  const visitor: JSONVisitor = {
    onObjectBegin: (offset) => {
      begin(new Set(), offset);
    },
    onArrayBegin: (offset) => {
      begin(null, offset);
    },
    onObjectEnd: end,
    onArrayEnd: end,
    onObjectProperty,
    onError,
  };
  try {
    visit(text, visitor, strict);
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error;
    throw error;
  }
}

function addKey(keys: Set<string> | null | undefined, key: string, offset: number): void {
  if (key === unsafeKey) throw new Broken(offset, `no key may be called ${unsafeKey}`);
  if (keys?.has(key)) throw new Broken(offset, `this object has the key ${JSON.stringify(key)} twice`);
  keys?.add(key);
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

const closing = '"," or the closing bracket';
/** By the name of the parser's error. */
const wanted: ReadonlyMap<string, string> = new Map([
  ['ValueExpected', 'a value'],
  ['ColonExpected', '":"'],
  ['CommaExpected', closing],
  ['CloseBraceExpected', closing],
  ['CloseBracketExpected', closing],
  ['EndOfFileExpected', 'the end of the file'],
]);

const inComment: ReadonlySet<string> = new Set(['InvalidCommentToken', 'UnexpectedEndOfComment']);
const inText: ReadonlySet<string> = new Set(['UnexpectedEndOfString', 'InvalidCharacter']);
const inEscape: ReadonlySet<string> = new Set(['InvalidEscapeCharacter', 'InvalidUnicode']);

/** @param name of the parser's error. @param inObject whether the innermost open bracket is that of an object */
function breakOf(text: string, name: string, { place, inObject }: { place: Place; inObject: boolean }): Broken {
  const { offset, length } = place;
  const found = text.slice(offset, offset + length);
  const expected = expectedOf(name, text.slice(0, offset).trimEnd().at(-1), inObject);
  if (expected !== undefined) return new Broken(offset, `expected ${expected}, found ${shown(found)}`);
  if (inComment.has(name)) return new Broken(offset, 'JSON has no comments');
  if (inText.has(name)) return breakOfText(text, place);
  if (inEscape.has(name)) {
    return new Broken(offset + badEscapeIn(found), 'JSON has no such escape: write a backslash as \\\\');
  }
  return new Broken(offset, `JSON has no ${shown(found)}: write a text in double quotes, a number, true, false or null`);
}

/** @param last the character before, but for white space. The parser names a missing key as a missing value where a comma stands. */
function expectedOf(name: string, last: string | undefined, inObject: boolean): string | undefined {
  const isKey = name === 'PropertyNameExpected' || (name === 'ValueExpected' && inObject && last !== ':');
  if (isKey) return last === '{' ? 'a key in double quotes or "}"' : 'a key in double quotes';
  return name === 'ValueExpected' && last === '[' ? 'a value or "]"' : wanted.get(name);
}

/** A text that ends too early, or holds what it cannot hold. */
function breakOfText(text: string, { offset, length }: Place): Broken {
  // The text ends in front of a line break.
  const control = text.slice(offset, offset + length + 1).search(/[\u0000-\u001F]/);
  return control < 0
    ? new Broken(offset, 'this text has no end: a double quote is missing')
    : new Broken(offset + control, 'a text cannot hold a line break or another control character: write \\n');
}

const escape = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;

/** Where the first backslash stands that begins no escape. */
function badEscapeIn(found: string): number {
  for (const { index } of found.matchAll(/\\./gs)) if (!escape.test(found.slice(index, index + 6))) return index;
  return 0;
}

/** Characters that a message repeats. */
const repeated = 20;

function shown(found: string): string {
  if (found === '') return 'the end of the file';
  if (found.startsWith('"')) return found;
  return JSON.stringify(found.length > repeated ? `${found.slice(0, repeated)}…` : found);
}
