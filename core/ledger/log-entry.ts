/**
 * An entry of the decision log (semantics 13), and its actions.
 * Example: {seq: 7, action: 'launched', targets: [[0, 4]], reason: 'Launched 5 targets.', …}.
 */
import type { Actor, StatusCounts } from '../fleet.ts';

/** An entry of the decision log; `targets` are ranges of ordinals, both ends included. */
export interface LogEntry {
  readonly seq: number;
  readonly at: number;
  readonly actor: Actor;
  readonly action: LogAction;
  readonly targets?: readonly (readonly [number, number])[];
  /** Number of further targets that it is about, and does not list. Absent: none. */
  readonly unlisted?: number;
  readonly attempt?: number;
  readonly reason: string;
  /** Of `summarised`: the number of decisions that it stands for, by action. */
  readonly decisions?: Readonly<Record<string, number>>;
  readonly counts: StatusCounts;
}
export const logActions = [
  'submitted',
  'launched',
  'waits',
  'settled',
  'breached',
  'paused',
  'continued',
  'skipped',
  'aborted',
  'cancelled',
  'failed',
  'blocked',
  'retried',
  'asked',
  'answered',
  'stepped',
  'healed',
  'gate_opened',
  'approved',
  'rejected',
  'steered',
  'edited',
  'refused',
  'recovered',
  'finished',
  'summarised',
] as const;
export type LogAction = (typeof logActions)[number];
