/**
 * Reads one line of a tasks.md as a task: a list item with a checkbox (semantics 16).
 * Invariant: every list item with a checkbox is a task, whatever the mark in the box, so that none is lost.
 * Example: "  * [~] T1000 Add ids" → id T1000, open, and the box is odd; "- [docs](README.md)" → no task.
 */
import type { ListedTask } from './listed-task.ts';

export type ReadTask = Omit<ListedTask, 'line' | 'section' | 'id'> & {
  /** Undefined: it has none. */
  readonly id: string | undefined;
  /** The box is none that Markdown knows. */
  readonly isOdd: boolean;
};

/** List marker, white space, the box, the rest. A quoted list is a list. */
const listItem = /^[\s>]*(?:[-*+]|\d{1,9}[.)])(\s*)\[([^[\]]{0,4})\](.*)$/su;
/** One character or none. [P1] is a marker. */
const isMark = /^.?\uFE0F?$/u;
const dependencies = /\[(?:depends?|dep|after)\s*:([^[\]]*)\]/gi;
const markers = /^(?:\s*\[[^[\]]*\])*/;
const ownId = /^[\s*_~`]*(T\d{3,})\b[*_~`]*\s*(?:[:.–—-]\s+)?/;

/** Undefined: no task. */
export function readTask(text: string): ReadTask | undefined {
  const [item, gap = '', box = '', rest = ''] = listItem.exec(text) ?? [];
  if (item === undefined || !isMark.test(box.trim()) || (box.trim() !== '' && isOtherThanBox(box, gap, rest))) return undefined;
  const named = withoutDependencies(rest);
  const unmarked = named.replace(markers, '');
  const before = named.slice(0, named.length - unmarked.length);
  const [start = '', id] = ownId.exec(unmarked) ?? [];
  return {
    id,
    hasId: id !== undefined,
    done: isTick(box),
    isOdd: gap === '' || !(box === ' ' || isTick(box)),
    text,
    title: tidy(id === undefined ? named : `${before} ${unmarked.slice(start.length)}`),
    dependsOn: dependenciesOf(rest),
  };
}

const isTick = (box: string): boolean => box === 'x' || box === 'X';

/** A link, or brackets that stand next to the list marker and hold no tick. */
const isOtherThanBox = (box: string, gap: string, rest: string): boolean => rest.startsWith('(') || (gap === '' && !isTick(box));

const withoutDependencies = (text: string): string => text.replace(dependencies, '');
const tidy = (text: string): string => text.trim().replace(/\s+/g, ' ');

function dependenciesOf(text: string): string[] {
  const marked = text.match(dependencies) ?? [];
  const names = marked.flatMap((marker) => marker.slice(marker.indexOf(':') + 1, -1).split(/[\s,;]+/));
  return [...new Set(names.filter((name) => name !== ''))];
}
