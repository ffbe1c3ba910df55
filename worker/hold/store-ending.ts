/**
 * Writes how a task ended. While the table does not answer, the write is repeated for as long as this worker holds the task. Where the
 * table refuses the end, a short failure is written in its place: a task without an end would be taken and done again by one worker
 * after the other.
 */
import { messageOf } from '../../core/text/message-of-error.ts';
import { shorten } from '../../core/text/shorten.ts';
import { failures } from '../failure.ts';
import { failureEnding, type Ending } from '../task/ending.ts';
import { TaskStopped } from '../task-stopped.ts';
import { printedText } from '../text/printed-text.ts';
import { throughOutage, type WhileHeld } from './through-outage.ts';

/** Writes an ending, and first what must be written before it. Repeatable. */
type Finish = (ending: Ending) => Promise<void>;

/** UTF-16 units of the table's error in the failure. */
const longestReason = 300;
const delayed = 'The end of the task is not stored yet';

/**
 * Answers the ending that was stored.
 * @throws TaskStopped when this worker no longer holds the task, or the task has ended already
 */
export async function storeEnding(finish: Finish, ending: Ending, held: WhileHeld): Promise<Ending> {
  try {
    await throughOutage(() => finish(ending), held, delayed);
    return ending;
  } catch (error) {
    if (error instanceof TaskStopped) throw error;
    const why = messageOf(error);
    held.log.error('The end of the task cannot be stored', { status: ending.status, reason: why });
    const replaced = failureEnding(
      failures.endNotStored(
        `The task ended ${ending.status}, and that could not be stored: ${shorten(printedText(why), longestReason)}`,
      ),
    );
    await throughOutage(() => finish(replaced), held, delayed);
    return replaced;
  }
}
