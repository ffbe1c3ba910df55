import { runSeeds } from './run-seeds.ts';
import { safeguards } from './safeguards.ts';

/** So many more are looked at where the seed that is known to show it does not any more. */
const enoughSeeds = 300;

test.each(safeguards.map((each) => [each.name, each] as const))('without %s something breaks', async (_, { seed, without }) => {
  const search = { off: without, untilFound: true };
  const { violations } = await runSeeds({ first: seed, seeds: 1, ...search });
  if (violations.length > 0) return;
  expect((await runSeeds({ first: 0, seeds: enoughSeeds, ...search })).violations).not.toEqual([]);
});
