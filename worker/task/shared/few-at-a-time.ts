/** Does the same for several repositories, a few at a time. */
import pLimit from 'p-limit';

/** A forge serves several clones of one worker at once, and many of them not faster. */
const atOnce = 4;

/** Answers in the order of the items. All have ended when it does, also where one throws, so that nothing goes on in a sandbox that is removed. */
export async function fewAtATime<T, R>(items: readonly T[], act: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const limit = pLimit(atOnce);
  const ends = await Promise.allSettled(items.map((item, at) => limit(() => act(item, at))));
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
