/**
 * The text of a fleet.yaml as the page reads it: the request that it stands for, and the places of its parts. JSON is YAML too.
 * Example: `title: x\ntargets: [acme/auth]` → {body: {title: 'x', targets: ['acme/auth']}, broken: []}.
 */
import { LineCounter, parseDocument, type Document } from 'yaml';
import { messageOf } from '../../core/text/message-of-error.ts';

export type Body = Readonly<Record<string, unknown>>;

/** Something that is wrong at a place of the text; `from` and `to` are offsets in it. Lines begin at 1. */
export interface Mark {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export interface FleetDocument {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** Why the text is no request. */
  readonly broken: readonly Mark[];
  /** Undefined where the text is broken; empty for an empty text. */
  readonly body: Body | undefined;
}

export function readFleet(text: string): FleetDocument {
  const lines = new LineCounter();
  const document = parse(text, lines);
  const marks = document.errors.map(({ pos: [from, to], message }) => ({
    ...{ line: lines.linePos(from).line, from, to: Math.max(from, Math.min(to, text.length)) },
    message: `This is no YAML: ${message}.`,
  }));
  const { body, problem } = marks.length > 0 ? { body: undefined, problem: undefined } : bodyOf(document);
  const whole = problem === undefined ? [] : [{ line: 1, from: 0, to: endOfLine(text), message: problem }];
  return { text, document, lines, broken: [...marks, ...whole], body };
}

/** The parser throws where a text is nested deeper than its own stack: the error becomes one of the text. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false });
  } catch {
    const empty = parseDocument('', { lineCounter });
    return Object.assign(empty, { errors: [{ pos: [0, endOfLine(text)], message: 'it is nested too deep to be read' }] });
  }
}

const endOfLine = (text: string): number => {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end;
};

interface Made {
  readonly body: Body | undefined;
  readonly problem?: string;
}

function bodyOf(document: Document.Parsed): Made {
  try {
    const value: unknown = document.toJS();
    if (value === null) return { body: {} };
    if (typeof value !== 'object' || Array.isArray(value)) {
      return { body: undefined, problem: 'This is no fleet: write keys such as title, task_description and targets.' };
    }
    return { body: { ...value } };
  } catch (error) {
    return { body: undefined, problem: `This cannot be read: ${messageOf(error)}.` };
  }
}

/** The value at a path; undefined: there is none. */
export function valueAt(body: unknown, [first, ...rest]: readonly (string | number)[]): unknown {
  if (first === undefined) return body;
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, first)) return undefined;
  // It is an object that has this key.
  return valueAt((body as Readonly<Record<string | number, unknown>>)[first], rest);
}

export const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
export const listAt = (body: unknown, path: readonly (string | number)[]): readonly unknown[] => {
  const value = valueAt(body, path);
  return Array.isArray(value) ? value : [];
};
export const textAt = (body: unknown, path: readonly (string | number)[]): string => {
  const value = valueAt(body, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
