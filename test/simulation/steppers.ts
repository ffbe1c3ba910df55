/** The people who open the gates of steps, pass steps over, and send targets back to earlier ones. */
import { isPaused, isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { Stepping } from './draw-stepping.ts';
import { command } from './people.ts';
import type { World } from './world.ts';

export function planSteppers(world: World): void {
  const { stepping, faultySeconds } = world.settings;
  if (!stepping) return;
  const { random } = stepping;
  for (let n = 0; n < stepping.returns; n++) {
    const sendBack = (): void => {
      returnSome(world, stepping);
    };
    world.scheduler.at(random.next() * faultySeconds * 1_000, sendBack, true);
  }
  comeBack(world, stepping);
}

function comeBack(world: World, stepping: Stepping): void {
  const { random } = stepping;
  const look = (): void => {
    const { ledger } = world;
    if (ledger && !isTerminalFleet(ledger.status)) help(world, ledger, stepping);
    comeBack(world, stepping);
  };
  world.scheduler.at(stepping.patienceS * 1_000 * (0.5 + random.next() / 2), look, true);
}

const gateReasons: ReadonlySet<string | undefined> = new Set(['merge_ready', 'step_gate', 'batch_done', 'heal_failed']);

/** Approves single targets, also while the fleet runs; continues where it waits for that; two people may do so at once. */
function help(world: World, ledger: Ledger, { random }: Stepping): void {
  const passes = random.chance(0.1) ? { pass_over: true } : {};
  const waiting = [...ledger.gates.keys()];
  if (waiting.length > 0 && random.chance(0.4)) {
    const paths = pathsOf(world, ledger);
    const targets = waiting.flatMap((ordinal) => (random.chance(0.6) ? (paths[ordinal] ?? []) : []));
    if (targets.length > 0) command(world, { kind: 'targets/approve', body: { targets, ...passes } });
  }
  if (!isPaused(ledger.status) || !gateReasons.has(ledger.reason?.code)) return;
  const isDisturbed = random.chance(0.3);
  if (isDisturbed) sendToItsGate(world, ledger);
  const goOn = (): void => {
    command(world, { kind: 'continue', body: passes });
  };
  if (isDisturbed) world.scheduler.at(random.next() * 2_000, goOn, true);
  else goOn();
  if (random.chance(0.2)) command(world, { kind: 'continue', body: {} });
}

/** At the moment of a continue somebody else sends a target that waits to its step anew: whoever continues was not shown that it is there. */
function sendToItsGate(world: World, ledger: Ledger): void {
  const [ordinal] = ledger.gates.keys();
  const step = ordinal === undefined ? undefined : ledger.settings.steps[ledger.atSteps[ordinal] ?? 0];
  const target = ordinal === undefined ? undefined : pathsOf(world, ledger)[ordinal];
  if (step && target !== undefined) command(world, { kind: 'retry', body: { targets: [target], from_step: step.name } });
}

/** Sends a target to another step, whatever it does. */
function returnSome(world: World, { random, body }: Stepping): void {
  const { ledger } = world;
  const { steps } = body;
  if (!ledger || !steps) return;
  const paths = pathsOf(world, ledger);
  const waiting = [...ledger.gates.keys()];
  const ordinal = waiting.length > 0 && random.chance(0.6) ? random.of(waiting as [number]) : random.whole(0, paths.length - 1);
  const step = steps[random.whole(0, steps.length - 1)];
  const target = paths[ordinal];
  if (step && target !== undefined) command(world, { kind: 'retry', body: { targets: [target], from_step: step.name } });
}

const pathsOf = ({ fleets }: World, { fleetId }: Ledger): string[] =>
  [...(fleets.targets.get(fleetId)?.values() ?? [])].map(({ path }) => path);
