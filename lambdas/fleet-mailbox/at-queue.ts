/** A call of a queue that a batch of mail needs beside its turns. It is repeated by the queue itself, so it may fail. */
import { underLimit } from '../../adapters/time-limit.ts';
import type { ActorPorts } from './actor-ports.ts';

/** Seconds. A message may need two such calls after its turn; with them the function still ends before its time limit. */
export const queueLimitS = 4;

/** @returns whether it was done, and in time */
export async function atQueue(ports: ActorPorts, what: string, act: () => Promise<void>): Promise<boolean> {
  try {
    await underLimit(ports.after(queueLimitS), what, act);
    return true;
  } catch (error) {
    ports.onEffectFailed(what, error);
    return false;
  }
}
