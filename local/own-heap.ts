/**
 * Keeps the JavaScript heap of the runtime small. V8 is made for processes that may take what the machine has: the space of its
 * young objects grows to 134 MB under load, and what only the start needed stays until there is a shortage.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of young objects from which on their space does not grow: it doubles, so it stays below twice that. */
const enoughYoung = 16 * 1024 * 1024;
/** In megabytes, for each of the two halves of the young objects of a thread. */
const youngOfThreadStart = 4;
const startIsOverMs = 10_000;

/**
 * Limits the space of young objects of the main thread. A flag at the start of the process would do the same, but the command
 * line is not ours. The flag that is set here holds for the whole process, so the threads that are started later begin with a
 * space that need not grow; their limit is in `resourceLimits`.
 */
export function limitYoungObjects(): void {
  setFlagsFromString(`--min-semi-space-size=${youngOfThreadStart}`);
  letYoungGrow(false);
  let mayGrow = false;
  // Told of each collection. V8 grows the space at a collection that many young objects survive, and shrinks it when little
  // happens.
  const watch = new PerformanceObserver(() => {
    if (mayGrow === youngBytes() < enoughYoung) return;
    mayGrow = !mayGrow;
    letYoungGrow(mayGrow);
  });
  watch.observe({ entryTypes: ['gc'] });
}

/** V8 multiplies the space by this factor. cli/bgagent.js sets it as well, while the code is loaded. */
function letYoungGrow(may: boolean): void {
  setFlagsFromString(`--semi-space-growth-factor=${may ? 2 : 1}`);
}

const youngBytes = (): number => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/** Gives back what the start of this thread has left, once, `afterMs` (10,000) milliseconds from now. This takes about 0.1 s. */
export function releaseWhatTheStartLeft(afterMs = startIsOverMs): void {
  setTimeout(() => void collectGarbage(), afterMs).unref();
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  // V8 gives the function to new contexts only.
  // It is V8's own, with this type.
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  setFlagsFromString('--no-expose-gc');
  await collect({ type: 'major', execution: 'async', flavor: 'last-resort' });
}
