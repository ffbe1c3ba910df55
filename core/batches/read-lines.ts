/**
 * Reads a tasks.md line by line: its tasks with their sections, and what is odd about them (semantics 16). Fenced code is skipped.
 * Example: "## A\n- [ ] T001 a\n## A\n- [x] b" → T001 in section "A", line-4 in section "A (2)", and a warning NO_ID.
 */
import { plural } from '../text/plural.ts';
import type { ListedTask, ListWarning, Remark } from './listed-task.ts';
import { readTask } from './read-task.ts';

export interface ReadLines {
  readonly tasks: readonly ListedTask[];
  readonly warnings: readonly Remark<ListWarning>[];
}

/** Name of the batch of the tasks before the first section. */
export const noSection = '(no section)';
const unnamed = '(unnamed)';

interface Fence {
  readonly line: number;
  /** The characters that open it: its end has as many of them, or more. */
  readonly mark: string;
  tasks: number;
}

export function readLines(content: string): ReadLines {
  const tasks: ListedTask[] = [];
  const warnings: Remark<ListWarning>[] = [];
  const names = new SectionNames();
  let section: string | null = null;
  let fence: Fence | undefined;
  content
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((text, index) => {
      const line = index + 1;
      if (fence !== undefined) {
        if (endsFence(fence, text)) fence = undefined;
        else if (readTask(text) !== undefined) fence.tasks += 1;
        return;
      }
      const mark = fenceMark(text);
      if (mark !== undefined) fence = { line, mark, tasks: 0 };
      else if (isSection(text)) section = names.next(nameOf(text));
      else tasks.push(...taskOf(text, { line, section, warnings }));
    });
  if (fence !== undefined) warnings.push(...openFence(fence));
  return { tasks, warnings };
}

/** Where a line stands, and the list that its warnings are added to. */
interface Place {
  readonly line: number;
  readonly section: string | null;
  readonly warnings: Remark<ListWarning>[];
}

/** The task of a line, if it is one. */
function taskOf(text: string, { line, section, warnings }: Place): ListedTask[] {
  const read = readTask(text);
  if (read === undefined) return [];
  const { id = `line-${line}`, isOdd, ...task } = read;
  const warn = (code: ListWarning, message: string): void => void warnings.push({ code, line, message });
  if (isOdd) {
    const counts = task.done ? 'finished' : 'open';
    warn('ODD_CHECKBOX', `line ${line}: this checkbox is neither "- [ ]" nor "- [x]". The task counts as ${counts}.`);
  }
  if (!task.hasId) warn('NO_ID', `line ${line}: this task has no id such as T001, so it is called ${id}.`);
  return [{ id, line, section, ...task }];
}

/** `##` and white space; `###` and `##name` are none. */
const isSection = (text: string): boolean => /^ {0,3}##(?:\s|$)/.test(text);

/** Without the marks that may close a heading: "## Core ##". */
function nameOf(text: string): string {
  const name = text.trim().slice(2).trim();
  const open = name.replace(/(?<!#)#+$/, '');
  const isClosed = open !== name && (open === '' || /\s$/.test(open));
  return (isClosed ? open.trim() : name) || unnamed;
}

/** Gives each section a name of its own. */
class SectionNames {
  private readonly taken = new Set([noSection]);
  private readonly counts = new Map<string, number>();

  next(name: string): string {
    let count = this.counts.get(name) ?? 0;
    let unique: string;
    do {
      count += 1;
      unique = count === 1 ? name : `${name} (${count})`;
    } while (this.taken.has(unique));
    this.counts.set(name, count);
    this.taken.add(unique);
    return unique;
  }
}

/** The characters that open fenced code; undefined: none. Backticks that are closed on the same line are code within a text. */
function fenceMark(text: string): string | undefined {
  const mark = /^[\s>]*(`{3,}|~{3,})/.exec(text)?.[1];
  if (mark === undefined) return undefined;
  return mark.startsWith('`') && text.slice(text.indexOf(mark) + mark.length).includes('`') ? undefined : mark;
}

function endsFence({ mark }: Fence, text: string): boolean {
  const end = /^[\s>]*(`{3,}|~{3,})\s*$/.exec(text)?.[1];
  return end?.startsWith(mark) === true;
}

/** Code without an end holds the rest of the file. That is said where it holds tasks, as they are not counted. */
function openFence({ line, tasks }: Fence): Remark<ListWarning>[] {
  if (tasks === 0) return [];
  const message = `line ${line}: the code that begins here has no end, so ${plural(tasks, 'line')} with a checkbox after it ${tasks === 1 ? 'is' : 'are'} not counted.`;
  return [{ code: 'OPEN_FENCE', line, message }];
}
