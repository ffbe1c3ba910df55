/** The protocol's safeguards that the simulation can switch off, one by one, to show that it would notice. */
import {
  clearsBeforeDoing,
  closesNothing,
  failsAtOnce,
  forgetsVerdicts,
  mixesAttempts,
  readsTokensFirst,
  recordsLater,
  tellsFirst,
  unconditional,
} from './actor-without.ts';
import { displacesSilently, looksFirst, refusedSilently } from './drive-without.ts';
import type { Safeguard } from './safeguard.ts';
import {
  abortsTasks,
  erasesAttempts,
  forgetsPauses,
  judgesLater,
  mixesGenerations,
  takesStale,
  tellsAnew,
} from './steering-without.ts';
import { holdless, keyless, leaseless, noTombstone } from './task-store-without.ts';

export const safeguards: readonly Safeguard[] = [
  {
    name: 'ledger-version',
    seed: 1,
    says: 'The ledger is written only at the version that was read.',
    without: { actor: unconditional },
  },
  { name: 'create-key', seed: 0, says: 'A task is created once per (fleet, target, attempt).', without: { tasks: keyless } },
  {
    name: 'close-key',
    seed: 26,
    says: 'A key is closed before its target is LOST, FAILED or CANCELLED.',
    without: { actor: closesNothing },
  },
  {
    name: 'close-rejected',
    seed: 56,
    says: 'A rejected create fails its target only after its key was closed.',
    without: { actor: failsAtOnce },
  },
  {
    name: 'displaced-answered',
    seed: 7,
    says: 'A child that is displaced is answered.',
    without: { drive: displacesSilently },
  },
  {
    name: 'refused-answered',
    seed: 41,
    says: 'A child whose park is refused answers itself.',
    without: { drive: refusedSilently },
  },
  { name: 'park-then-look', seed: 354, says: 'A child parks before it looks.', without: { drive: looksFirst } },
  {
    name: 'tokens-after-ledger',
    seed: 15,
    says: 'The actor reads tokens after it wrote the ledger.',
    without: { actor: readsTokensFirst },
  },
  {
    name: 'effects-after-ledger',
    seed: 1,
    says: 'Effects are done after the ledger was written.',
    without: { actor: tellsFirst },
  },
  {
    name: 'owed-until-done',
    seed: 0,
    says: 'What is owed stays in the ledger until it is done.',
    without: { actor: clearsBeforeDoing },
  },
  {
    name: 'verdict-kept',
    seed: 0,
    says: 'A verdict leaves the ledger only after its command item holds it.',
    without: { actor: forgetsVerdicts },
  },
  { name: 'facts-by-attempt', seed: 17, says: 'Facts apply by target and attempt.', without: { actor: mixesAttempts } },
  { name: 'facts-first', seed: 0, says: 'Facts are recorded before the ledger is written.', without: { actor: recordsLater } },
  {
    name: 'tombstone',
    seed: 185,
    says: 'Closing a key writes the row that was never written as CANCELLED.',
    without: { actorTasks: noTombstone },
  },
  { name: 'worker-hold', seed: 2, says: 'A worker writes only while it holds the task.', without: { tasks: holdless } },
  { name: 'worker-lease', seed: 0, says: 'A worker takes no task under a live lease.', without: { tasks: leaseless } },
  {
    name: 'holds-limited',
    seed: 1,
    says: 'A task whose workers all end, or whose end cannot be stored, is not begun for ever.',
    without: { holdsWithoutEnd: true },
  },
  {
    name: 'submit-once',
    seed: 186,
    says: 'A submit writes the ledger only if there is none.',
    without: { submitOverwrites: true },
  },
  { name: 'clock', seed: 11, says: 'A clock looks at fleets whose time has come.', without: { noClock: true } },
  {
    name: 'request-timeout',
    seed: 37,
    says: 'A request ends before the lease of its submit does.',
    without: { noRequestTimeout: true },
  },
  { name: 'drive-timeout', seed: 41, says: 'A child that waits for a day starts anew.', without: { noDriveTimeout: true } },
  {
    name: 'judged-at-once',
    seed: 1,
    says: 'The failure policy is judged in the write that records a result.',
    without: { actor: judgesLater },
  },
  { name: 'pause-holds', seed: 1, says: 'Nothing is launched while a fleet waits.', without: { actor: forgetsPauses } },
  {
    name: 'stale-refused',
    seed: 26,
    says: 'A command that is too old is refused, unless it stops.',
    without: { actor: takesStale },
  },
  {
    name: 'retry-generation',
    seed: 621,
    says: 'A retry counts for the generation that it was asked of.',
    without: { actor: mixesGenerations },
  },
  { name: 'event-fixed', seed: 1, says: 'An event is fixed when it is owed.', without: { actor: tellsAnew } },
  {
    name: 'attempts-kept',
    seed: 0,
    says: 'An attempt keeps its record when the next one comes.',
    without: { actor: erasesAttempts },
  },
  {
    name: 'abort-lets-finish',
    seed: 103,
    says: 'What runs when a fleet is aborted is finished.',
    without: { actor: abortsTasks },
  },
];
