/**
 * The commands that fit a selection of targets: each with those of them that it fits, because a command about targets that do not all fit is
 * refused as a whole.
 * Example: one waiting and two failed targets, in a paused fleet → `Retry 2`, `Skip 1`, `Cancel 1`.
 */
import { holdsSlot, type TargetStatus } from '../../core/fleet.ts';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import type { Asked, FailureGroup } from '../commands/asked.ts';

/** Targets that one command names at most: their paths are read before. */
export const mostNamed = 1_000;

export type SelectionKind = 'retry' | 'skip-targets' | 'fail-targets' | 'cancel-targets' | 'approve';

export interface SelectionCommand {
  readonly kind: SelectionKind;
  /** Ordinals that it fits, ascending. */
  readonly ordinals: readonly number[];
  readonly label: string;
  /** Why it cannot be asked for; undefined: it can. */
  readonly tooMany: string | undefined;
}

interface Selected {
  readonly actions: FleetView['actions'];
  readonly selected: ReadonlySet<number>;
  readonly statuses: readonly TargetStatus[];
  /** Ordinals that wait for a person. */
  readonly waiting: readonly number[];
}

const retried: ReadonlySet<TargetStatus> = new Set<TargetStatus>(['FAILED', 'LOST', 'CANCELLED', 'SKIPPED']);

const commands: readonly {
  readonly kind: SelectionKind;
  readonly action: FleetView['actions'][number];
  readonly word: string;
  readonly fits: (status: TargetStatus, waits: boolean) => boolean;
}[] = [
  { kind: 'retry', action: 'retry', word: 'Retry', fits: (status) => retried.has(status) },
  { kind: 'approve', action: 'approve', word: 'Approve', fits: (_, waits) => waits },
  { kind: 'skip-targets', action: 'skip_targets', word: 'Skip', fits: (status) => status === 'PENDING' },
  { kind: 'fail-targets', action: 'fail_targets', word: 'Fail', fits: holdsSlot },
  {
    kind: 'cancel-targets',
    action: 'cancel_targets',
    word: 'Cancel',
    fits: (status) => status === 'PENDING' || holdsSlot(status),
  },
];

/** Those that fit at least one target. */
export function commandsFor({ actions, selected, statuses, waiting }: Selected): SelectionCommand[] {
  const chosen = [...selected].filter((ordinal) => ordinal < statuses.length).sort((a, b) => a - b);
  const waits = new Set(waiting);
  return commands.flatMap(({ kind, action, word, fits }) => {
    const ordinals = chosen.filter((ordinal) => fits(statuses[ordinal] ?? 'PENDING', waits.has(ordinal)));
    if (!actions.includes(action) || ordinals.length === 0) return [];
    const count = ordinals.length;
    const named = kind !== 'retry' || !isAllThatFailed(ordinals, statuses);
    const tooMany =
      named && count > mostNamed
        ? `At most ${mostNamed.toLocaleString('en-US')} targets at once. Select fewer, or filter them.`
        : undefined;
    return [{ kind, ordinals, label: `${word} ${count.toLocaleString('en-US')}`, tooMany }];
  });
}

/** Whether a person may try a target again. */
export const mayRetry = (actions: FleetView['actions'], status: TargetStatus): boolean =>
  actions.includes('retry') && retried.has(status);

/** The commands about one target, but approvals; without the retry of one that failed, which stands beside its failure. */
export const commandsOfOne = (actions: FleetView['actions'], { status, failure }: Pick<TargetView, 'status' | 'failure'>) =>
  commands.flatMap(({ kind, action, word, fits }) =>
    kind === 'approve' || (kind === 'retry' && failure !== null) || !actions.includes(action) || !fits(status, false)
      ? []
      : [{ kind, label: `${word} it` }],
  );

const isFailed = (status: TargetStatus | undefined): boolean => status === 'FAILED' || status === 'LOST';

/** Then a retry needs no paths. */
export const isAllThatFailed = (ordinals: readonly number[], statuses: readonly TargetStatus[]): boolean =>
  ordinals.every((ordinal) => isFailed(statuses[ordinal])) && statuses.filter(isFailed).length === ordinals.length;

interface Known {
  readonly statuses: readonly TargetStatus[];
  /** All targets of this group of failures are selected, and no others. */
  readonly failureGroup?: FailureGroup | undefined;
}

/** The command without the rows of its targets; undefined: it needs them. */
export function askedWithoutRows({ kind, ordinals }: SelectionCommand, { statuses, failureGroup }: Known): Asked | undefined {
  if (kind !== 'retry') return undefined;
  if (failureGroup !== undefined) return { kind, failureGroup };
  return isAllThatFailed(ordinals, statuses) ? { kind } : undefined;
}

/** The command for these rows; undefined: none of them fits any more. */
export function askedOfRows(kind: SelectionKind, rows: readonly TargetView[]): Asked | undefined {
  if (kind !== 'approve') {
    const targets = rows.map(({ path }) => path);
    return targets.length === 0 ? undefined : { kind, targets };
  }
  const approved = rows.filter(({ waiting }) => waiting !== null && waiting.for !== 'question');
  return approved.length === 0 ? undefined : approval(approved);
}

/** What was looked at goes with an approval of a review, so that nothing else is approved. */
export function approval(rows: readonly Pick<TargetView, 'path' | 'waiting' | 'change'>[]): Asked {
  const hashes = rows.flatMap(({ path, waiting, change }) =>
    waiting?.for === 'review' && change !== null ? [[path, change.hash] as const] : [],
  );
  const targets = rows.map(({ path }) => path);
  return { kind: 'approve', targets, ...(hashes.length === 0 ? {} : { hashes: Object.fromEntries(hashes) }) };
}
