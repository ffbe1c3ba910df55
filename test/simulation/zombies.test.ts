/** What the seeds of the simulation draw by chance, without a gap: a zombie between every two accesses of a worker. */
import { makeTask } from '../adapters/task/task-row.ts';
import type { Safeguard } from './safeguard.ts';
import { safeguards } from './safeguards.ts';
import { tellStory, type Story } from './zombie-story.ts';

const never = 10_000;
const orders = [[0], [1], [0, 1], [1, 0], []] as const;

/** Every story in which both workers stop before their end; each once, though a stop after the end would add nothing. */
function* stories(accesses: number): Generator<Story> {
  for (let first = 0; first <= accesses; first += 1) {
    for (let second = 0; second <= accesses; second += 1) {
      for (const goingOn of orders) {
        for (const between of ['nothing', 'third worker', 'cancel'] as const) {
          for (const closes of [false, true]) {
            yield { stops: [first, second], repeats: (first + second) % 2 === 0, closes, between, goingOn };
          }
        }
      }
    }
  }
}

async function firstViolation(off?: Safeguard['without']): Promise<{ tried: number; violation?: string; story?: Story }> {
  const row = await makeTask();
  const { accesses } = await tellStory(row, {
    stops: [never, never],
    repeats: false,
    closes: false,
    between: 'nothing',
    goingOn: [],
  });
  let tried = 0;
  for (const story of stories(accesses)) {
    const [violation] = (await tellStory(row, story, off)).violations;
    tried += 1;
    if (violation !== undefined) return { tried, violation, story };
  }
  return { tried };
}

test('wherever two workers stop and go on, one at a time writes, an end stays, and the task ends', async () => {
  const { tried, ...found } = await firstViolation();
  expect(found).toEqual({});
  expect(tried).toBeGreaterThan(5_000);
});

const ofHolds = ['worker-hold', 'worker-lease', 'take-as-read', 'begin-higher', 'begin-as-read', 'renew-own', 'let-go-own'];

test.each(ofHolds)('without %s one of these stories goes wrong', async (name) => {
  const safeguard = safeguards.find((each) => each.name === name);
  expect((await firstViolation(safeguard?.without)).violation).toBeDefined();
});
