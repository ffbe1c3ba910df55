/**
 * A ledger while one turn changes it. Invariant: the ledger that it came from never changes, collection by collection.
 * Example: draftOf(ledger).statuses[0] = 'QUEUED' leaves ledger.statuses as it was.
 */
import type { Ledger } from './ledger.ts';

/** Fields of newer code, and teams, stay as they are. Statuses, marks and children stay read-only: core/turn/move.ts, marks.ts and children.ts are the only files that write to them. */
type Guarded = 'unknownFields' | 'teams' | 'graph' | 'status' | 'pausedAt' | 'finishedAt' | 'statuses' | 'owed' | 'children';

/** A ledger being changed by one turn; never leaves `transition`. */
export type Draft = Pick<Ledger, Guarded> & {
  -readonly [K in Exclude<keyof Ledger, Guarded>]: Ledger[K] extends readonly (infer T)[]
    ? T[]
    : Ledger[K] extends ReadonlyMap<infer A, infer B>
      ? Map<A, B>
      : Ledger[K] extends ReadonlySet<infer T>
        ? Set<T>
        : Ledger[K];
};

/** Copies every collection, so that the ledger it came from never changes. */
export function draftOf(ledger: Ledger): Draft {
  return {
    ...ledger,
    groups: [...ledger.groups],
    statuses: [...ledger.statuses],
    attempts: [...ledger.attempts],
    triggers: [...ledger.triggers],
    atSteps: [...ledger.atSteps],
    autoRetries: [...ledger.autoRetries],
    heals: [...ledger.heals],
    classes: [...ledger.classes],
    owed: [...ledger.owed],
    firstUnpublished: [...ledger.firstUnpublished],
    children: [...ledger.children],
    slots: new Map(ledger.slots),
    backoffs: new Map(ledger.backoffs),
    waiting: new Map(ledger.waiting),
    answers: new Map(ledger.answers),
    gates: new Map(ledger.gates),
    gatesPassed: new Set(ledger.gatesPassed),
    publishing: new Map(ledger.publishing),
    worked: new Map(ledger.worked),
    words: ledger.words.map((words) => ({ ...words, targets: new Set(words.targets) })),
    lateResults: new Set(ledger.lateResults),
    openCosts: new Map(ledger.openCosts),
    refusals: new Set(ledger.refusals),
    stops: new Map(ledger.stops),
    failedByPerson: new Set(ledger.failedByPerson),
    recentLaunches: new Map(ledger.recentLaunches),
    owedLog: [...ledger.owedLog],
    owedEvents: [...ledger.owedEvents],
    verdicts: [...ledger.verdicts],
    durations: new Map(ledger.durations),
  };
}
