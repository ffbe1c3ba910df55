/** Fleets of every kind, as the API could show them, for what holds of all of them. */
import fc from 'fast-check';
import { commandKinds } from '../../../core/command.ts';
import { fleetStatuses, isTerminalTarget, reasonCodes, targetStatuses } from '../../../core/fleet.ts';
import type { FleetView } from '../../../contracts/http/fleet.ts';
import { sampleFleet } from '../../cli/samples.ts';

const counts = fc.record(Object.fromEntries(targetStatuses.map((status) => [status, fc.nat(20)])));

export const anyFleet: fc.Arbitrary<FleetView> = fc
  .record({
    counts,
    status: fc.constantFrom(...fleetStatuses),
    code: fc.option(fc.constantFrom(...reasonCodes)),
    actions: fc.uniqueArray(fc.constantFrom(...commandKinds)),
    skip_remaining: fc.boolean(),
    waits: fc.tuple(fc.nat(8), fc.nat(8), fc.nat(8)),
    closed: fc.nat(20),
    limit: fc.option(fc.integer({ min: 1, max: 500 })),
  })
  .map(({ counts: all, status, code, actions, skip_remaining, waits: [questions, gates, reviews], closed, limit }) => {
    const fleet = sampleFleet({ status, actions, skip_remaining, questions, gates, reviews }, all);
    const [group] = fleet.groups;
    if (group === undefined) throw new Error('The sample has a group.');
    return {
      ...fleet,
      reason:
        code === null
          ? null
          : { code, message: 'The group pay waits for an approval: continue to start it.', since: fleet.created_at, actor: null },
      groups: [
        {
          ...group,
          path: 'pay',
          approval: 'required',
          counts: { ...group.counts, PENDING: Math.min(closed, fleet.progress.counts.PENDING) },
        },
      ],
      budget: limit === null ? null : { fleet_usd: limit, target_usd: 5, heal_usd: 2 },
    } satisfies FleetView;
  });

export const endedOf = ({ progress }: FleetView): number =>
  targetStatuses.filter(isTerminalTarget).reduce((sum, status) => sum + progress.counts[status], 0);
