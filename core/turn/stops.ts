/**
 * How a person ends targets whose tasks run: one of them (`stops` of the ledger), or all, because the fleet is CANCELLING.
 * Invariant: only a target with a slot has a stop; it ends with the attempt.
 * Example: fail target 3 → stops {3: 'fail'}, `cancel-failed` owed; its task is cancelled → FAILED, code FAILED_BY_PERSON.
 */
import type { Ledger, OwedMark, Stop } from '../ledger/ledger.ts';

/** Undefined: nobody ends the target. A target that was failed stays so when its fleet is cancelled. */
export const stopOf = ({ stops, status }: Ledger, ordinal: number): Stop | undefined =>
  stops.get(ordinal) ?? (status === 'CANCELLING' ? 'cancel' : undefined);

/** What is owed for a target with this stop. */
export const markOfStop = { cancel: 'cancel', fail: 'cancel-failed' } as const satisfies Record<Stop, OwedMark>;
