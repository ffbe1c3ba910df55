/**
 * Collects what is wrong with a plan of another tool, and what a fleet does differently, each with its place as JSON Pointer. All of
 * it is told at once. Findings that say the same of several places become one line.
 * Example: leftOut('/jobs/0/name', why) and leftOut('/jobs/1/name', why) → 'not carried over: /jobs/0/name, /jobs/1/name: why'.
 */
import { pointer, problemsOf } from '../../contracts/http/problems.ts';
import { limits } from '../../contracts/limits.ts';
import type * as z from 'zod';
import { plainLine } from '../../core/text/plain-text.ts';
import { CliError } from '../cli-error.ts';

/** A warning: something of the plan is lost or becomes something else. A note: a decision that the plan leaves open. */
export interface Told {
  readonly kind: 'warning' | 'note';
  readonly text: string;
}

export type Path = readonly (string | number)[];

/** Places that a line names before it counts the others. */
const mostPlaces = 3;

export class Findings {
  readonly problems: string[] = [];
  private readonly lineOf: ((path: readonly string[]) => string) | undefined;
  /** Those that name their place themselves. */
  private readonly notes: Told[] = [];
  /** The places by the text that follows them. */
  private readonly places = new Map<string, string[]>();
  private readonly lost = new Map<string, string[]>();

  /** @param lineOf the line of a place in the file, where the file has lines of its own: it is told before the place */
  constructor(lineOf?: (path: readonly string[]) => string) {
    this.lineOf = lineOf;
  }

  /** Something that must be corrected in the plan. */
  problem(path: Path, message: string): void {
    this.add(path, message);
  }

  /** The value as the schema reads it; undefined after its problems were added. */
  read<S extends z.ZodType>(schema: S, value: unknown, path: Path): z.output<S> | undefined {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const one of problemsOf(schema, value, parsed.error)) {
      this.add([...path, ...partsOf(one.path)], one.message.replace(/^The body /, 'it '));
    }
    return undefined;
  }

  private add(path: Path, message: string): void {
    const at = path.length === 0 ? 'the plan' : pointer(path);
    const line = this.lineOf?.(path.map(String));
    this.problems.push(`${line === undefined ? '' : `${line}: `}${at}: ${message}`);
  }

  /** A key that the fleet has no place for. */
  leftOut(path: Path, why: string): void {
    add(this.lost, pointer(path), why);
  }

  /** A part of the plan that becomes something else. */
  differs(path: Path, how: string): void {
    add(this.places, pointer(path), how);
  }

  warning(text: string): void {
    this.notes.push({ kind: 'warning', text: plainLine(text) });
  }

  note(text: string): void {
    this.notes.push({ kind: 'note', text });
  }

  /** Everything but the problems. */
  told(): readonly Told[] {
    const lines = (prefix: string, places: ReadonlyMap<string, readonly string[]>): Told[] =>
      [...places].map(([text, where]) => ({ kind: 'warning', text: plainLine(`${prefix}${placesOf(where)}: ${text}`) }));
    return [...lines('not carried over: ', this.lost), ...lines('', this.places), ...this.notes];
  }

  /** @throws CliError that lists the problems, if there are any */
  throwProblems(name: string): void {
    const { length } = this.problems;
    if (length === 0) return;
    const shown = this.problems.slice(0, limits.problems).map(plainLine);
    const more = length > shown.length ? [`There are more problems than these ${limits.problems}.`] : [];
    const count = length === 1 ? 'a problem' : `${length} problems`;
    throw new CliError(`${name} has ${count}, so nothing was made of it: correct the plan.`, 1, [...shown, ...more]);
  }
}

/** The parts of a JSON Pointer. */
const partsOf = (at: string): string[] =>
  at
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function add(places: Map<string, string[]>, at: string, text: string): void {
  const known = places.get(text);
  if (known === undefined) places.set(text, [at]);
  else known.push(at);
}

function placesOf(places: readonly string[]): string {
  const more = places.length - mostPlaces;
  return [...places.slice(0, mostPlaces), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
