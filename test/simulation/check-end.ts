/** What must hold of a world that has come to rest: every promise kept, everything owed done, everything true. */
import { parseFleetTaskKey } from '../../contracts/keys.ts';
import type { AttemptOutcome, TargetRecord } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { attemptsUsedUp, personFailure } from '../../core/failure.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { World } from './world.ts';

type Bad = (sentence: string) => void;

export function checkEnd(world: World): void {
  const { ledger, settings } = world;
  if (!ledger) return;
  const bad: Bad = (sentence) => {
    world.violation(sentence);
  };
  if (!isTerminalFleet(ledger.status)) bad(`the fleet is ${ledger.status} in the end`);
  if (ledger.owed.some((mark) => mark !== 'none')) bad(`marks are left: ${ledger.owed.join()}`);
  if (ledger.firstUnpublished.some((from) => from !== 0)) bad(`ends are not published: ${ledger.firstUnpublished.join()}`);
  checkEvents(world, ledger, bad);
  checkLog(world, ledger, bad);
  checkVerdicts(world, ledger, bad);
  checkRecords(world, ledger, bad);
  checkTruth(world, ledger, bad);
  if (ledger.settings.notifyTargets) checkTargetEvents(world, ledger, bad);
  if (settings.isCalm) checkCalm(world, ledger, bad);
}

/** Each event that was owed was published, numbered without a gap, and each generation ended once. */
function checkEvents({ ledgerWatch, published }: World, { fleetId, generation }: Ledger, bad: Bad): void {
  for (const id of ledgerWatch.events.keys()) if (!published.has(id)) bad(`event ${id} was never published`);
  const ends = [...published.values()].filter((text) => text.includes('"type":"Fleet Finished"'));
  if (ends.length !== generation) bad(`${ends.length} times Fleet Finished in ${generation} generations`);
  for (let each = 1; each <= generation; each++) {
    const seqs = [...ledgerWatch.events.keys()].flatMap((id) => {
      const [, of, seq] = id.slice(fleetId.length).split('-');
      return of === String(each) ? [Number(seq)] : [];
    });
    if (Math.max(...seqs) !== seqs.length) bad(`the events of generation ${each} are ${seqs.join()}`);
  }
}

function checkLog({ fleets }: World, ledger: Ledger, bad: Bad): void {
  for (let seq = 1; seq <= ledger.logSeq; seq++) {
    if (!fleets.log.get(ledger.fleetId)?.has(seq)) bad(`log entry ${seq} is missing`);
  }
}

/** Each command has one verdict, and its item says what the fleet judged. */
function checkVerdicts({ fleets, ledgerWatch }: World, ledger: Ledger, bad: Bad): void {
  for (const { command_id, kind, verdict } of fleets.commands.get(ledger.fleetId)?.values() ?? []) {
    const judged = ledgerWatch.verdicts.get(command_id);
    if (verdict === null || verdict.result !== judged) {
      bad(`command ${command_id} (${kind}) was judged ${judged ?? 'never'} and its item says ${verdict?.result ?? 'nothing'}`);
    }
  }
}

const targetsOf = ({ fleets }: World, ledger: Ledger): [number, TargetRecord][] => [
  ...(fleets.targets.get(ledger.fleetId) ?? []),
];

/** How each target ended is in its record too, and the costs add up. */
function checkRecords(world: World, ledger: Ledger, bad: Bad): void {
  let known = 0;
  for (const [ordinal, target] of targetsOf(world, ledger)) {
    const status = ledger.statuses[ordinal];
    const outcome = target.outcomes[String(ledger.attempts[ordinal])];
    const late = ledger.lateResults.has(ordinal);
    // A zombie that decided on an older ledger may have written its opinion over that of the actor whose ledger counts.
    if (outcome && outcome.status !== status && !late && !world.settings.hasZombies) {
      bad(`target ${ordinal} is ${status ?? 'gone'}, its record says ${outcome.status}`);
    }
    for (const { cost_usd } of Object.values(target.outcomes)) known += cost_usd ?? 0;
  }
  if (!world.ledgerWatch.hadLateResults && Math.abs(known - ledger.cost.knownUsd) > 1e-6) {
    bad(`the attempts cost ${known}, the ledger says ${ledger.cost.knownUsd}`);
  }
}

/** Whatever a task became, its attempt became, however the fleet went on or down meanwhile. */
function checkTruth(world: World, ledger: Ledger, bad: Bad): void {
  const records = new Map(targetsOf(world, ledger));
  for (const row of world.tasks.rows.values()) {
    const of = parseFleetTaskKey(ledger.fleetId, row.idempotency_key);
    const truth = truthOf(row, world);
    if (!of || truth === undefined) continue;
    const outcome = records.get(of.ordinal)?.outcomes[String(of.attempt)];
    // A task that no worker ever had cost nothing.
    const cost = row.cost_usd ?? (row.claimed_at === null ? 0 : null);
    if (outcome?.status === truth && (outcome.cost_usd === cost || mayMissCost(row, outcome, world))) continue;
    // A question, and a step that is not the last, are no end of a target.
    if (
      (row.question != null || row.step != null || row.keep_for_review) &&
      outcome?.status === 'FAILED' &&
      endsQuestions.has(outcome.failure?.code ?? '')
    ) {
      continue;
    }
    if (outcome?.status !== 'LOST' && !world.settings.hasZombies) {
      bad(
        `task ${row.task_id} ended ${truth} for ${cost ?? 'unknown'}, the record of attempt ${of.attempt} of target ${of.ordinal} says ${outcome?.status ?? 'nothing'} for ${outcome?.cost_usd ?? 'unknown'}`,
      );
    }
  }
}

/** The event that the cost of a cancelled task is known may be lost, or come when the fleet was opened again: then it stays unknown. */
const mayMissCost = ({ status }: TaskRow, { cost_usd }: AttemptOutcome, { settings, ledger }: World): boolean =>
  status === 'CANCELLED' && cost_usd === null && (!settings.isCalm || (ledger?.generation ?? 1) > 1);

/** A question ends its target where a person fails it, and where no attempt is left for the answer. */
const endsQuestions: ReadonlySet<string> = new Set([personFailure.code, attemptsUsedUp.code]);

/** Undefined where a cancelled task says nothing: it was asked for, or it stands for a task that never was. */
function truthOf(
  { status, build_passed, repo, cancel_reason, failed_by_person }: TaskRow,
  { ledgerWatch }: World,
): string | undefined {
  if (status === 'COMPLETED') return build_passed === false ? 'FAILED' : 'SUCCEEDED';
  if (status === 'FAILED' || failed_by_person) return 'FAILED';
  const mayBeAsked = ['fleet CANCELLING', 'fleet CANCELLED', 'cancel_targets applied'].some(
    (what) => what in ledgerWatch.happened,
  );
  return status === 'CANCELLED' && repo !== null && cancel_reason == null && !mayBeAsked ? 'not cancelled by anybody' : undefined;
}

/** The end of each target is published, and that of an attempt which the policy repeated is not. */
function checkTargetEvents({ ledgerWatch, published }: World, { fleetId }: Ledger, bad: Bad): void {
  const idOf = (end: string): string => `${fleetId}-target-${end}`;
  for (const end of ledgerWatch.ends) {
    if (!published.has(idOf(end))) bad(`the end of target and attempt ${end} was never published`);
  }
  const ends = new Set([...ledgerWatch.ends].map(idOf));
  for (const id of published.keys()) if (id.includes('-target-') && !ends.has(id)) bad(`${id} was published and was no end`);
}

/** Where nothing broke, nothing is repaired and nothing is lost. */
function checkCalm({ fleets, counts }: World, ledger: Ledger, bad: Bad): void {
  const entries = [...(fleets.log.get(ledger.fleetId)?.values() ?? [])];
  if (entries.some(({ action }) => action === 'recovered')) bad('children were replaced although nothing broke');
  if (ledger.statuses.includes('LOST')) bad('a target is LOST although nothing broke');
  if (counts.reminders > 0) bad('a command had no verdict although nothing broke');
}
