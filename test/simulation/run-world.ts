/** Runs one world to its end and tells what did not hold. */
import { isTerminalFleet } from '../../core/fleet.ts';
import { planWhatHappens } from './what-happens.ts';
import { functionsOf } from './functions.ts';
import { World, type WorldOptions } from './world.ts';

export interface Outcome {
  readonly seed: number;
  /** What did not hold; undefined: everything did. */
  readonly violation: string | undefined;
  readonly counts: Readonly<Record<string, number>>;
}

/** Virtual seconds after the end of the faults in which a world comes to rest. */
const restBound = 12 * 3_600;
/** A displaced child whose drive died before it could answer is ended by the timeout of a day. */
const restBoundAfterForgetting = 5 * 86_400;
const mostSteps = 150_000;

export async function runWorld(seed: number, options: WorldOptions = {}): Promise<Outcome> {
  const world = new World(seed, options, functionsOf);
  planWhatHappens(world);
  const { settings, scheduler } = world;
  const horizon = settings.faultySeconds * 1.1;
  while (world.broken === undefined) {
    if (world.elapsedS > horizon && world.isAtRest) break;
    if (world.elapsedS > settings.faultySeconds + boundOf(world) || scheduler.steps > mostSteps)
      world.violation(`it does not come to rest: ${stateOf(world)}`);
    else await scheduler.advance();
  }
  if (world.broken === undefined) checkEnd(world);
  return { seed, violation: world.broken, counts: countsOf(world) };
}

const boundOf = ({ counts }: World): number => (counts.forgotten > 0 ? restBoundAfterForgetting : restBound);

function stateOf({ ledger, machine, tasks, scheduler, mailbox, taskMessages }: World): string {
  if (!ledger) return 'there is no fleet';
  const live = [...tasks.rows.values()].filter((row) => !['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'].includes(row.status));
  return [
    `the fleet is ${ledger.status}, its targets ${ledger.statuses.join()}, owed ${ledger.owed.join()}, wakeAt ${String(ledger.wakeAt)}`,
    `waiting children: ${machine.waiting || 'none'}; live tasks: ${live.map((row) => `${row.task_id} ${row.status}`).join() || 'none'}`,
    `mail ${mailbox.isEmpty ? 'none' : 'some'}, task messages ${taskMessages.isEmpty ? 'none' : 'some'}, steps ${scheduler.steps}`,
  ].join('; ');
}

function checkEnd(world: World): void {
  const { ledger, ledgerWatch, published, fleets, settings } = world;
  if (!ledger) return;
  const bad = (sentence: string): void => {
    world.violation(sentence);
  };
  if (!isTerminalFleet(ledger.status)) bad(`the fleet is ${ledger.status} in the end`);
  for (const id of ledgerWatch.events.keys()) if (!published.has(id)) bad(`event ${id} was never published`);
  const ends = [...published.values()].filter((text) => text.includes('"type":"Fleet Finished"'));
  if (ends.length !== ledger.generation) bad(`${ends.length} times Fleet Finished in ${ledger.generation} generations`);
  for (let seq = 1; seq <= ledger.logSeq; seq++)
    if (!fleets.log.get(ledger.fleetId)?.has(seq)) bad(`log entry ${seq} is missing`);
  if (ledger.owed.some((mark) => mark !== 'none')) bad(`marks are left: ${ledger.owed.join()}`);
  for (const { command_id, verdict } of fleets.commands.get(ledger.fleetId)?.values() ?? []) {
    const judged = ledgerWatch.verdicts.get(command_id);
    if ((verdict?.result ?? judged) !== judged)
      bad(`command ${command_id} was judged ${judged ?? 'never'} and its item says ${verdict?.result ?? 'nothing'}`);
  }
  checkRecords(world, bad);
  if (settings.isCalm) checkCalm(world, bad);
}

/** How each target ended is in its record too, and the costs add up. */
function checkRecords({ ledger, fleets, settings }: World, bad: (sentence: string) => void): void {
  if (!ledger) return;
  let known = 0;
  for (const [ordinal, target] of fleets.targets.get(ledger.fleetId) ?? []) {
    const status = ledger.statuses[ordinal];
    const outcome = target.outcomes[String(ledger.attempts[ordinal])];
    const late = ledger.lateResults.has(ordinal);
    // A zombie that decided on an older ledger may have written its opinion over that of the actor whose ledger counts.
    if (outcome && outcome.status !== status && !late && !settings.hasZombies)
      bad(`target ${ordinal} is ${status ?? 'gone'}, its record says ${outcome.status}`);
    for (const { cost_usd } of Object.values(target.outcomes)) known += cost_usd ?? 0;
  }
  if (ledger.lateResults.size === 0 && Math.abs(known - ledger.cost.knownUsd) > 1e-6)
    bad(`the attempts cost ${known}, the ledger says ${ledger.cost.knownUsd}`);
}

/** Where nothing broke, nothing is repaired and nothing is lost. */
function checkCalm({ ledger, fleets }: World, bad: (sentence: string) => void): void {
  if (!ledger) return;
  if (ledger.run > 1) bad(`run ${ledger.run} was started although nothing broke`);
  if (ledger.statuses.includes('LOST')) bad('a target is LOST although nothing broke');
  for (const { command_id, verdict } of fleets.commands.get(ledger.fleetId)?.values() ?? [])
    if (!verdict) bad(`command ${command_id} has no verdict although nothing broke`);
}

function countsOf({ scheduler, counts, ledger, machine, mailbox }: World): Record<string, number> {
  return {
    steps: scheduler.steps,
    ...scheduler.counts,
    ...counts,
    timeouts: machine.timeouts,
    'dead letters': mailbox.deadLetters,
    runs: machine.started.size,
    ...Object.fromEntries(
      (ledger?.statuses ?? []).map((status) => [status, (ledger?.statuses ?? []).filter((each) => each === status).length]),
    ),
  };
}
