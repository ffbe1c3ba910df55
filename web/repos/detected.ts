/**
 * What a look into the repository has found before a phase is started, and what that means for the start.
 * Example: a list with four sections → "Detected 4 batches from tasks.md", and the button says "Start 4 batches".
 */
import type { BatchesView } from '../../contracts/http/batches.ts';
import { plural } from '../../core/text/plural.ts';
import type { PhaseOptions } from './phase-options.ts';

export type Detected =
  /** `late`: no worker has answered for a while. */
  | { readonly kind: 'looking'; readonly late: boolean }
  | { readonly kind: 'batches'; readonly view: BatchesView }
  | { readonly kind: 'missing' }
  /** Why nothing is known of the list. */
  | { readonly kind: 'unreadable'; readonly message: string };

export interface DetectedWords {
  readonly type: 'info' | 'warning' | 'error';
  readonly header: string;
  readonly lines: readonly string[];
  /** Of the button. */
  readonly start: string;
  /** Undefined: it can be started. */
  readonly whyNot: string | undefined;
}

type Choices = Pick<PhaseOptions, 'skipDesign' | 'reuseSpec' | 'tasksFile'>;

export function detectedWords(detected: Detected, choices: Choices): DetectedWords {
  const { skipDesign, tasksFile: file } = choices;
  const unknown = { start: 'Start', whyNot: undefined };
  switch (detected.kind) {
    case 'looking':
      return detected.late
        ? {
            ...unknown,
            type: 'warning',
            header: 'No worker has answered for 30 seconds',
            lines: [`The look for ${file} goes on. You can start all the same: the list is read when its step begins.`],
          }
        : { ...unknown, type: 'info', header: `Looking for ${file} in the repository…`, lines: [] };
    case 'unreadable':
      return {
        ...unknown,
        type: 'warning',
        header: `${file} could not be read`,
        lines: [detected.message, 'You can start all the same: the list is read when its step begins.'],
      };
    case 'missing':
      return skipDesign
        ? {
            type: 'error',
            header: `The repository has no ${file}`,
            lines: ['Turn off “Skip design”, which makes one, or name another file under “Advanced options”.'],
            start: 'Start',
            whyNot: 'There is nothing to implement.',
          }
        : { type: 'info', header: `The repository has no ${file} yet`, lines: ['The design makes one.'], ...byDesign };
    case 'batches':
      return wordsOfList(detected.view, choices);
  }
}

const byDesign = { start: 'Start with the design', whyNot: undefined };

function wordsOfList(view: BatchesView, choices: Choices): DetectedWords {
  const { skipDesign, tasksFile: file } = choices;
  if (view.errors.length > 0) {
    const lines = [...messagesOf(view.errors, view.more_errors)];
    return skipDesign
      ? {
          type: 'error',
          header: `${file} has errors`,
          lines: [...lines, 'A list with errors fails before any work. Mend it first.'],
          start: 'Start',
          whyNot: 'The list has errors.',
        }
      : {
          type: 'warning',
          header: `${file} has errors`,
          lines: [...lines, 'The design comes first, and may mend them.'],
          ...byDesign,
        };
  }
  // The API is told the content of the file, and not its name.
  const header = view.summary.replace(/tasks\.md$/, () => file);
  const warnings = messagesOf(view.warnings, view.more_warnings);
  if (view.batches.length === 0) {
    return skipDesign
      ? {
          type: 'error',
          header,
          lines: [...doneLine(view), 'Turn off “Skip design”, which makes new ones, or add tasks to the file.', ...warnings],
          start: 'No open tasks',
          whyNot: 'There is nothing to implement.',
        }
      : { type: 'info', header, lines: [...doneLine(view), 'The design makes new ones.', ...warnings], ...byDesign };
  }
  return {
    type: view.used_fallback ? 'warning' : 'info',
    header,
    lines: [`${sections(view)}.`, ...doneLine(view), ...designLine(choices), ...warnings],
    start: `Start ${view.batches.length} ${view.batches.length === 1 ? 'batch' : 'batches'}`,
    whyNot: undefined,
  };
}

/** `Setup (8) · Core Components (11)` */
const mostSections = 12;
function sections({ batches }: BatchesView): string {
  const shown = batches.slice(0, mostSections).map(({ name, open }) => `${name} (${open.length})`);
  const more = batches.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(' · ');
}

const doneLine = ({ done_count: done }: BatchesView): string[] =>
  done === 0 ? [] : [`${plural(done, 'task')} ${done === 1 ? 'is' : 'are'} done already and left out.`];

function designLine({ skipDesign, reuseSpec }: Choices): string[] {
  if (skipDesign) return [];
  return [`The design comes first and may write the list anew${reuseSpec ? ', unless there is a spec.md' : ''}.`];
}

const mostMessages = 5;
function messagesOf(remarks: readonly { readonly message: string }[], more: number): string[] {
  const left = more + Math.max(0, remarks.length - mostMessages);
  const shown = remarks.slice(0, mostMessages).map(({ message }) => message.charAt(0).toUpperCase() + message.slice(1));
  return [...shown, ...(left > 0 ? [`… and ${left} more.`] : [])];
}
