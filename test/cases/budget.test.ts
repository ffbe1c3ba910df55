import * as z from 'zod';
import { judgeLaunch } from '../../core/budget.ts';
import { caseTable } from './case-table.ts';

/** What an attempt may cost: as its budget says for a target or a heal, or as its step says. */
const reserve = z.union([z.enum(['target', 'heal']), z.number()]);
const schema = {
  input: z.strictObject({
    fleet_usd: z.number().nullable(),
    target_usd: z.number(),
    heal_usd: z.number(),
    known_usd: z.number(),
    unknown_count: z.number(),
    unfinished: z.array(reserve),
    launch: reserve,
  }),
  expected: z.object({ allowed: z.boolean(), committed_usd: z.number() }),
};

caseTable('budget', schema, (input, { allowed, committed_usd }) => {
  const budget = { fleetUsd: input.fleet_usd, targetUsd: input.target_usd, healUsd: input.heal_usd };
  const usdOf = (each: z.infer<typeof reserve>): number =>
    each === 'target' ? budget.targetUsd : each === 'heal' ? budget.healUsd : each;
  const spending = { knownUsd: input.known_usd, unknownCount: input.unknown_count, reservedUsd: input.unfinished.map(usdOf) };
  expect(judgeLaunch(budget, spending, usdOf(input.launch))).toEqual({ allowed, committedUsd: committed_usd });
});
