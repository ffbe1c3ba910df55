/**
 * Stores the output of a held task in parts, so that a person can read it while the task runs. Each write has only what was printed
 * since the write before, because a write costs by its size. A part that is too old to be shown is replaced by the next new one: that
 * costs less than to delete it. So a hold has few parts more than are shown.
 */
import pLimit from 'p-limit';
import type { OutputPart, TaskEventStore } from '../../adapters/task-stores.ts';
import { limits } from '../../contracts/limits.ts';
import { lastBytes } from '../../core/text/last-bytes.ts';
import type { TaskOutput } from '../sandbox/task-output.ts';

export interface StoredOutput {
  /** Stores what was printed since the last call. Writes nothing when nothing was. After an error the next call tries again. */
  storeNew(): Promise<void>;
  /** Stores the rest when the work has ended. May be repeated. */
  storeRest(): Promise<void>;
}

export type StoredParts = Pick<TaskEventStore, 'putOutputPart'>;

interface Storing {
  readonly events: StoredParts;
  readonly taskId: string;
  /** Number of the hold: readers see the parts of the newest hold that stored any. */
  readonly hold: number;
  readonly output: Pick<TaskOutput, 'takeNew' | 'takeRest'>;
}

export function storedOutput({ events, taskId, hold, output }: Storing): StoredOutput {
  const parts = partsInOrder();
  let unstored = '';
  const store = async (printed: string): Promise<void> => {
    unstored = Buffer.from(lastBytes(unstored + printed, limits.outputBytes)).toString();
    while (unstored !== '') {
      const { part, rest } = parts.next(unstored);
      await events.putOutputPart(taskId, { hold, ...part });
      parts.add(part);
      unstored = rest;
    }
  };
  // The end of the work may come during a write.
  const oneAtATime = pLimit(1);
  return {
    storeNew: () => oneAtATime(() => store(output.takeNew())),
    storeRest: () => oneAtATime(() => store(output.takeRest())),
  };
}

type Part = Omit<OutputPart, 'hold'>;

/** UTF-16 units in a part: at most 96 KB, which always fit into an item. */
const longestPart = 32 * 1024;
/** A smaller part costs the least that a write can cost. It is written once more with what follows, so that parts do not become many. */
const smallBytes = 1_024;

/** Numbers the parts of a hold, and chooses their places. */
function partsInOrder(): { next(text: string): { part: Part; rest: string }; add(part: Part): void } {
  /** The parts that readers need, oldest first, and the places of the others. */
  const shown: (Part & { readonly bytes: number })[] = [];
  const free: number[] = [];
  const bytesShown = (): number => shown.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    next(text) {
      const last = shown.at(-1);
      const longer = (last?.text ?? '') + text;
      if (last && Buffer.byteLength(longer) <= smallBytes) {
        return { part: { number: last.number, place: last.place, text: longer }, rest: '' };
      }
      const number = (last?.number ?? -1) + 1;
      const own = beginningOf(text);
      return { part: { number, place: free[0] ?? shown.length, text: own }, rest: text.slice(own.length) };
    },
    add({ number, place, text }) {
      if (shown.at(-1)?.number === number) shown.pop();
      else free.shift();
      shown.push({ number, place, text, bytes: Buffer.byteLength(text) });
      for (let [oldest] = shown; oldest && bytesShown() - oldest.bytes >= limits.outputBytes; [oldest] = shown) {
        shown.shift();
        free.push(oldest.place);
      }
    },
  };
}

/** Ends with a whole character. */
function beginningOf(text: string): string {
  const beginning = text.slice(0, longestPart);
  return beginning.length < text.length && /[\uD800-\uDBFF]$/.test(beginning) ? beginning.slice(0, -1) : beginning;
}
