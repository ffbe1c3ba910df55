/** Runs one world to its end and tells what did not hold. */
import { checkEnd } from './check-end.ts';
import { functionsOf } from './functions.ts';
import { command } from './people.ts';
import { planWhatHappens } from './what-happens.ts';
import { World, type WorldOptions } from './world.ts';

export interface Outcome {
  readonly seed: number;
  /** What did not hold; undefined: everything did. */
  readonly violation: string | undefined;
  readonly counts: Readonly<Record<string, number>>;
  /** Of what was decided and done (digest.ts). */
  readonly digest: string;
}

/** Virtual seconds after the end of the faults, and after the last thing that anybody asked for, in which a world comes to rest. */
const restBound = 12 * 3_600;
/** A displaced child whose drive died before it could answer is ended by the timeout of a day. */
const restBoundAfterForgetting = 5 * 86_400;
/** Virtual seconds within which whatever was sent has arrived. */
const onItsWay = 300;
const mostSteps = 150_000;

export async function runWorld(seed: number, options: WorldOptions = {}): Promise<Outcome> {
  const world = new World(seed, options, functionsOf);
  planWhatHappens(world);
  const { settings, scheduler } = world;
  const horizon = settings.faultySeconds * 1.1;
  while (world.broken === undefined) {
    if (world.elapsedS > Math.max(horizon, world.lastCommandS + onItsWay) && world.isAtRest && !remind(world)) break;
    if (world.elapsedS > Math.max(settings.faultySeconds, world.lastCommandS) + boundOf(world) || scheduler.steps > mostSteps) {
      world.violation(`it does not come to rest: ${stateOf(world)}`);
    } else await scheduler.advance();
  }
  if (world.broken === undefined) {
    checkEnd(world);
    world.dayWatch.checkEnd();
  }
  return { seed, violation: world.broken, counts: countsOf(world), digest: world.digest.short };
}

const boundOf = ({ counts, settings }: World): number =>
  (counts.forgotten > 0 ? restBoundAfterForgetting : restBound) + (settings.steering?.patienceS ?? 0);

/** A fleet that ended looks at a command whose mail was lost when anything else is asked of it: once, here. */
function remind(world: World): boolean {
  const commands = [...(world.fleets.commands.get(world.ledger?.fleetId ?? '')?.values() ?? [])];
  if (world.counts.reminders > 0 || commands.every(({ verdict }) => verdict !== null)) return false;
  world.counts.reminders += 1;
  command(world, { kind: 'pause', body: {} });
  return true;
}

function stateOf({ ledger, machine, tasks, scheduler, mailbox, taskMessages }: World): string {
  if (!ledger) return 'there is no fleet';
  const live = [...tasks.rows.values()].filter((row) => !['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'].includes(row.status));
  return [
    `the fleet is ${ledger.status}, its targets ${ledger.statuses.join()}, owed ${ledger.owed.join()}, wakeAt ${String(ledger.wakeAt)}`,
    `waiting children: ${machine.waiting || 'none'}; live tasks: ${live.map((row) => `${row.task_id} ${row.status}`).join() || 'none'}`,
    `mail ${mailbox.isEmpty ? 'none' : 'some'}, task messages ${taskMessages.isEmpty ? 'none' : 'some'}, steps ${scheduler.steps}`,
  ].join('; ');
}

function countsOf({ scheduler, counts, ledger, machine, mailbox, ledgerWatch, unreadFacts }: World): Record<string, number> {
  return {
    steps: scheduler.steps,
    ...scheduler.counts,
    ...counts,
    timeouts: machine.timeouts,
    'dead letters': mailbox.deadLetters,
    'facts unread': unreadFacts.failed,
    runs: machine.started.size,
    reopened: (ledger?.generation ?? 1) - 1,
    ...ledgerWatch.happened,
    ...Object.fromEntries(
      (ledger?.statuses ?? []).map((status) => [status, (ledger?.statuses ?? []).filter((each) => each === status).length]),
    ),
  };
}
