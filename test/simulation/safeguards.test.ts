import { runSeeds } from './run-seeds.ts';
import { safeguards } from './safeguards.ts';

const enoughSeeds = 600;

test.each(safeguards.map((each) => [each.name, each] as const))('without %s something breaks', async (_, { without }) => {
  const { violations } = await runSeeds({ first: 0, seeds: enoughSeeds, off: without, untilFound: true });
  expect(violations).not.toEqual([]);
});
