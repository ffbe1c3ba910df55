/** Does the same for many repositories, a few at a time. */
import pLimit from 'p-limit';

/** So many that the function has time for 1,000 repositories. A table on demand takes more at once. */
const atOnce = 32;

/**
 * The results in the order of the list. After a failure no further element is begun, and those that are under way are awaited.
 * @throws the first failure
 */
export async function forAll<T, R>(list: readonly T[], work: (element: T) => Promise<R>): Promise<R[]> {
  const limit = pLimit(atOnce);
  const results: R[] = [];
  const failures: unknown[] = [];
  await limit.map(list, async (element, at) => {
    if (failures.length > 0) return;
    try {
      results[at] = await work(element);
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length > 0) throw failures[0];
  return results;
}
