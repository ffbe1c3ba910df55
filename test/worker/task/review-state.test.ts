import { untilLastBatch } from '../../../worker/task/review-state.ts';

test.each<['draft' | 'ready' | undefined, number | undefined, string | undefined]>([
  ['ready', 2, 'draft'],
  ['ready', 0, 'ready'],
  ['ready', undefined, 'ready'],
  ['draft', 2, 'draft'],
  [undefined, 2, undefined],
])('a pull request that is to be %s, with %s batches left, is %s', (asked, left, state) => {
  const task = asked === undefined ? {} : { review_state: asked };
  expect(untilLastBatch(task, left === undefined ? undefined : { left }).review_state).toBe(state);
});
