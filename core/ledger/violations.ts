/**
 * Whether a ledger keeps its invariants: what must hold at every write, whatever happened. A violation is a defect of the code that wrote
 * the ledger, or damage of the stored item; nobody can mend it by a command.
 * Invariant: the ledger of every turn has no violation.
 * Example: target 4 is RUNNING and has no entry in `slots` → ["Target 4 is RUNNING and has no slot."].
 */
import { isPaused, isTerminalFleet, isTerminalTarget } from '../fleet.ts';
import { topLevel, type Ledger, type Words } from './ledger.ts';
import { owesAnything } from './owes.ts';
import { isStep, targetViolations, those } from './target-violations.ts';

/** Targets that may have other words of a person; see `words` of the ledger. */
const mostWords = 50;

/** Sentences, each about one invariant that does not hold; none where all hold. */
export function violationsOf(ledger: Ledger): string[] {
  const lengths = lengthViolations(ledger);
  // Without an entry for each target, nothing else can be said of targets.
  if (lengths.length > 0) return lengths;
  return [
    ...statusViolations(ledger),
    ...settingViolations(ledger),
    ...groupViolations(ledger),
    ...runViolations(ledger),
    ...wordViolations(ledger),
    ...idViolations(ledger),
    ...targetViolations(ledger),
  ];
}

const byTarget = [
  ...(['attempts', 'triggers', 'atSteps', 'autoRetries', 'heals', 'classes', 'owed'] as const),
  ...(['firstUnpublished', 'children'] as const),
];

function lengthViolations(ledger: Ledger): string[] {
  const total = ledger.statuses.length;
  return those([
    [total === 0, 'The fleet has no target.'],
    ...byTarget.map(
      (name) => [ledger[name].length !== total, `${name} has ${ledger[name].length} entries for ${total} targets.`] as const,
    ),
  ]);
}

function statusViolations(ledger: Ledger): string[] {
  const { status, statuses, reason, pausedAt, finishedAt, releaseOwed, wakeAt, settings } = ledger;
  const hasEnded = isTerminalFleet(status);
  const allEnded = statuses.every(isTerminalTarget);
  return those([
    [hasEnded && !allEnded, `The fleet is ${status}, and some targets have not ended.`],
    [!hasEnded && allEnded, `All targets have ended, and the fleet is ${status}.`],
    [isPaused(status) && reason === null, `The fleet is ${status} without a reason.`],
    [(status === 'PAUSED') !== (pausedAt !== null), `The fleet is ${status}, and pausedAt is ${String(pausedAt)}.`],
    [hasEnded !== (finishedAt !== null), `The fleet is ${status}, and finishedAt is ${String(finishedAt)}.`],
    [releaseOwed && !(hasEnded && settings.exclusive), `The fleet is ${status}, and owes the release of its repositories.`],
    [wakeAt === null && (!hasEnded || owesAnything(ledger)), 'The fleet is at rest, and has not ended or owes something.'],
  ]);
}

function settingViolations({ settings, reason, lastArrival, gates, cost }: Ledger): string[] {
  const { maxConcurrency, steps } = settings;
  return those([
    [maxConcurrency < 1, `The cap is ${maxConcurrency}.`],
    [steps.some(({ name }) => name === ''), 'A step has no name.'],
    [!isStep(settings, reason?.step ?? 0), `The reason names step ${String(reason?.step)} of ${steps.length}.`],
    [
      [...gates.values()].some((arrival) => arrival > lastArrival),
      `A target came to a gate after the last arrival, ${lastArrival}.`,
    ],
    [cost.knownUsd < 0 || cost.unknownCount < 0, `The cost is ${cost.knownUsd}, and ${cost.unknownCount} times unknown.`],
  ]);
}

function groupViolations({ groups, statuses }: Ledger): string[] {
  let covered = 0;
  for (const { from, to } of topLevel(groups)) if (from === covered && to >= from) covered = to;
  return those([
    [covered !== statuses.length, `The groups cover ${covered} of ${statuses.length} targets.`],
    ...groups.map(
      ({ path, from, to }) =>
        [from < 0 || to < from || to > statuses.length, `The group ${path} has targets ${from} to ${to}.`] as const,
    ),
  ]);
}

function runViolations({ children, wholeRun, run, owed, startOwed }: Ledger): string[] {
  return those([
    [Math.max(wholeRun, ...new Set(children)) > run, `A child is in a run later than ${run}.`],
    [owed.includes('child-in-run') && !startOwed, `Targets wait for run ${run}, and its start is not owed.`],
  ]);
}

function wordViolations({ words, statuses }: Ledger): string[] {
  const named = words.flatMap(({ targets }) => [...targets]);
  const isGone = (ordinal: number): boolean => statuses[ordinal] === undefined;
  return those([
    [words.length > mostWords, `Words of ${words.length} commands are kept, more than ${mostWords}.`],
    [new Set(named).size < named.length, 'A target has the words of two commands.'],
    ...words.flatMap(({ commandId, targets }: Words) => [
      [targets.size === 0, `The words of command ${commandId} are for no target.`] as const,
      [[...targets].some(isGone), `The words of command ${commandId} are for a target that is not there.`] as const,
    ]),
  ]);
}

function idViolations({ verdicts, owedLog, owedEvents, logSeq }: Ledger): string[] {
  const seqs = owedLog.map(({ seq }) => seq);
  return those([
    [hasTwice(verdicts.map(({ commandId }) => commandId)), 'A command has two verdicts.'],
    [hasTwice(owedEvents.map(({ detail }) => detail.event_id)), 'An event is owed twice.'],
    [hasTwice(seqs), 'Two entries of the log have one number.'],
    [seqs.some((seq) => seq > logSeq), `An entry of the log is later than the last one, ${logSeq}.`],
  ]);
}

const hasTwice = (values: readonly unknown[]): boolean => new Set(values).size < values.length;
