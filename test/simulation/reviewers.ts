/** The people who review what targets made: they approve, reject and steer, also late, and at the same moment as others. */
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { Shown } from './commands.ts';
import type { Reviewing } from './draw-reviewing.ts';
import { lastChange } from './last-change.ts';
import { command } from './people.ts';
import type { World } from './world.ts';

export function planReviewers(world: World): void {
  const { reviewing } = world.settings;
  if (reviewing) comeBack(world, reviewing);
}

function comeBack(world: World, reviewing: Reviewing): void {
  const { random } = reviewing;
  const look = (): void => {
    const { ledger } = world;
    if (ledger && !isTerminalFleet(ledger.status)) review(world, ledger, reviewing);
    comeBack(world, reviewing);
  };
  world.scheduler.at(reviewing.patienceS * 1_000 * (0.5 + random.next() / 2), look, true);
}

const decisions = ['targets/approve', 'targets/reject', 'targets/steer'] as const;

function review(world: World, ledger: Ledger, reviewing: Reviewing): void {
  const { random, rejecting, steering, late, twice } = reviewing;
  const kindOf = (draw: number) => (draw < rejecting ? decisions[1] : draw < rejecting + steering ? decisions[2] : decisions[0]);
  const chosen = Map.groupBy(shownTo(world, ledger), () => (random.chance(0.2) ? undefined : kindOf(random.next())));
  for (const kind of decisions) {
    const shown = new Map(chosen.get(kind));
    if (shown.size === 0) continue;
    const send = (as: (typeof decisions)[number]): void => {
      command(world, { kind: as, body: { shown } });
    };
    if (random.chance(late)) {
      const then = (): void => {
        send(kind);
      };
      world.scheduler.at(random.next() * 300_000, then, true);
    } else send(kind);
    if (random.chance(twice)) send(random.of(decisions));
  }
}

/** What waits for a review now, by path: the hash of the change that is shown. */
const shownTo = ({ fleets }: World, { fleetId, gates, publishing }: Ledger): Shown[] =>
  [...gates.keys()].flatMap((ordinal): Shown[] => {
    const target = fleets.targets.get(fleetId)?.get(ordinal);
    return target && publishing.has(ordinal) ? [[target.path, lastChange(target)]] : [];
  });
