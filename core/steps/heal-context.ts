/**
 * What a heal is told of the attempt that failed (semantics 11): what failed, at which step and batch, what is done and what is left, and that
 * only that may be worked on. People are shown the same when a heal has not helped.
 * Example: TASKS_OPEN at the batch "Core" → "The attempt at the step implement failed (verification, TASKS_OPEN): …", and the open tasks.
 */
import type { Failure } from '../failure.ts';
import { shorten } from '../text/shorten.ts';

export interface FailedAttempt {
  readonly failure: Pick<Failure, 'code' | 'message'> & { readonly class: string };
  /** Null: the fleet has no steps. */
  readonly step: string | null;
  /** Null: the step has no batches, or none was told. */
  readonly batch: {
    readonly name: string;
    readonly task_ids: readonly string[];
    readonly done: readonly string[];
    readonly open: readonly string[];
  } | null;
  /** The last that the command or the verifier printed that failed. */
  readonly said: string | null;
  /** Null: not known. */
  readonly changed: boolean | null;
  readonly diffStat: string | null;
}

/** UTF-16 units, of which each is 4 bytes at most: 64 KiB together. */
const longest = 16_384;

export function healContext(failed: FailedAttempt): string {
  const parts = [failedSentence(failed), ...batchSentences(failed), ...saidPart(failed), ...changedPart(failed)];
  const end = `\n\n${lastWords}`;
  return shorten(parts.join('\n\n'), longest - end.length) + end;
}

function failedSentence({ failure, step }: FailedAttempt): string {
  const where = step === null ? 'The last attempt' : `The last attempt at the step ${step}`;
  return `${where} failed (${failure.class}, ${failure.code}): ${failure.message}`;
}

function batchSentences({ batch }: FailedAttempt): string[] {
  if (batch === null) return [];
  const list = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
  return [`Batch "${batch.name}": tried ${list(batch.task_ids)}; done ${list(batch.done)}; left ${list(batch.open)}.`];
}

const saidPart = ({ said }: FailedAttempt): string[] =>
  said === null || said === '' ? [] : [`The last that was printed:\n${said}`];

function changedPart({ changed, diffStat }: FailedAttempt): string[] {
  if (changed === false) return ['It changed nothing.'];
  return diffStat === null || diffStat === '' ? [] : [`What it changed, and left in the branch:\n${diffStat}`];
}

const lastWords = 'Work only on what is left, on top of what is in the branch.';
