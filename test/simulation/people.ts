/** The people around a fleet: they ask for this and that at random moments, and come back to one that waits for them. */
import { retryChoices } from '../../core/command.ts';
import { holdsSlot, isPaused, isTerminalFleet, type TargetStatus } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { retryable } from '../../core/commands/retry.ts';
import { editBody } from '../../contracts/http/command.ts';
import { ask, isDecided, statusOf, type Wish } from './commands.ts';
import { drawPolicy } from './draw-steering.ts';
import { Random } from './random.ts';
import type { World } from './world.ts';

/** @param sometime a moment, in ms from the start, within this share of the time of the faults */
export function planPeople(world: World, sometime: (share: number) => number): void {
  const { random, settings, scheduler } = world;
  const { steering } = settings;
  const plan = (happen: () => void): void => {
    scheduler.at(sometime(1.1), happen, true);
  };
  for (let cancels = steering ? random.of([0, 0, 0, 0, 1]) : random.of([0, 0, 0, 1, 1, 4]); cancels > 0; cancels--) {
    const burst = random.chance(0.03) ? 130 : random.of([1, 1, 1, 6]);
    plan(() => {
      for (let n = 0; n < burst; n++) command(world, { kind: 'cancel', body: {} });
    });
  }
  for (let n = 0; n < (steering?.commands ?? 0); n++) {
    plan(() => {
      const { ledger } = world;
      if (ledger) command(world, drawWish(world, ledger));
    });
  }
  if (steering) comeBack(world, { left: steering.reopenings });
  planTargetCommands(world);
}

/** Some end or skip single targets: mostly such as fit. Drawn aside, like the number of these commands. */
function planTargetCommands(world: World): void {
  const { settings, scheduler } = world;
  const random = new Random(-10 - 17 * world.seed);
  for (let n = 0; n < settings.targetCommands; n++) {
    scheduler.at(
      random.next() * settings.faultySeconds * 1_000,
      () => {
        const { ledger } = world;
        if (ledger) command(world, drawTargets(world, ledger, random));
      },
      true,
    );
  }
}

function drawTargets(world: World, ledger: Ledger, random: Random): Wish {
  const kind = random.of(['targets/cancel', 'targets/skip', 'targets/fail'] as const);
  const fits = (status: TargetStatus): boolean =>
    (kind !== 'targets/fail' && status === 'PENDING') || (kind !== 'targets/skip' && holdsSlot(status));
  const paths = pathsOf(world, ledger);
  const fitting = paths.filter((_, ordinal) => fits(ledger.statuses[ordinal] ?? 'PENDING'));
  const among = fitting.length > 0 && random.chance(0.9) ? fitting : paths;
  const first = random.whole(0, among.length - 1);
  return { kind, body: { targets: random.chance(0.7) ? among.slice(first, first + 1) : among.slice(0, 3) } };
}

const kinds = ['pause', 'pause', 'pause', 'continue', 'continue', 'retry', 'retry', 'edit', 'edit', 'stop'] as const;

function drawWish(world: World, ledger: Ledger): Wish {
  const { random } = world;
  const expected = random.chance(0.15) ? { expect_revision: ledger.revision } : {};
  const said = random.chance(0.2) ? { reason: 'Because.' } : {};
  const asked = { ...expected, ...said };
  const kind = random.of(kinds);
  switch (kind) {
    case 'pause':
      return { kind, body: asked };
    case 'continue':
      return { kind, body: { ...asked, ...(random.chance(0.2) && { skip_remaining: true }) } };
    case 'retry':
      return { kind, body: { ...asked, ...drawRetry(world, ledger) } };
    case 'edit':
      return { kind, body: { ...asked, ...drawEdit(world) } };
    case 'stop':
      return { kind: random.of(['abort', 'cancel'] as const), body: asked };
  }
}

const pathsOf = ({ fleets }: World, { fleetId }: Ledger): string[] =>
  [...(fleets.targets.get(fleetId)?.values() ?? [])].map(({ path }) => path);

function drawRetry(world: World, ledger: Ledger) {
  const { random } = world;
  const some = pathsOf(world, ledger).filter(() => random.chance(0.4));
  const targets = random.chance(0.4) && some.length > 0 ? { targets: some } : {};
  return random.chance(0.4) ? { ...targets, only: random.of(retryChoices) } : targets;
}

function drawEdit({ random }: World) {
  const cap = { max_concurrency: random.whole(1, 5) };
  const policy = editBody.parse(random.chance(0.3) ? { failure: drawPolicy(random) } : {});
  return random.chance(0.7) ? { ...policy, ...cap } : policy;
}

/** People have a look now and then for as long as they have the patience to wait in between. */
function comeBack(world: World, reopenings: { left: number }): void {
  const { random, scheduler, settings } = world;
  const patienceMs = (settings.steering?.patienceS ?? 0) * 1_000;
  scheduler.at(
    patienceMs * (0.5 + random.next() / 2),
    () => {
      const { ledger } = world;
      if (ledger && waits(ledger)) command(world, drawDecision(world));
      else if (ledger && mayBeReopened(ledger) && reopenings.left > 0) {
        reopenings.left -= 1;
        command(world, { kind: 'retry', body: {} });
        // Somebody else looks at the same moment, and wants more.
        if (random.chance(0.4)) command(world, { kind: 'retry', body: { targets: pathsOf(world, ledger) } });
      }
      comeBack(world, reopenings);
    },
    true,
  );
}

const waits = ({ status, awaitsApproval }: Ledger): boolean => isPaused(status) || (status === 'PENDING' && awaitsApproval);

const mayBeReopened = (ledger: Ledger): boolean =>
  isTerminalFleet(ledger.status) && ledger.statuses.some((_, ordinal) => retryable(ledger, ordinal));

const goOn: Wish = { kind: 'continue', body: {} };
const enough: readonly [Wish, ...Wish[]] = [
  { kind: 'continue', body: { skip_remaining: true } },
  { kind: 'abort', body: {} },
  { kind: 'cancel', body: {} },
];

/** Mostly people go on; some retry or edit first, and look again; some have had enough. */
function drawDecision(world: World): Wish {
  const { random, hasFaults } = world;
  if (hasFaults && random.chance(0.15)) {
    return random.chance(0.5) ? { kind: 'retry', body: {} } : { kind: 'edit', body: drawEdit(world) };
  }
  return random.chance(0.9) ? goOn : random.of(enough);
}

/** A command, asked for again with its key where no answer came. */
export function command(world: World, wish: Wish, key = world.newKey(), tries = 4): void {
  const fleetId = world.ledger?.fleetId;
  if (fleetId === undefined) return;
  world.lastCommandS = world.elapsedS;
  let answered = false;
  world.functions.api(
    wish.kind,
    async (ports) => {
      const answer = await ask(ports, wish, { fleetId, key });
      return isDecided(answer) ? statusOf(answer) : undefined;
    },
    (status) => {
      answered = status !== undefined;
    },
  );
  const again = (): void => {
    if (!answered) command(world, wish, key, tries - 1);
  };
  if (tries > 1) world.scheduler.at(30_000, again, true);
}
