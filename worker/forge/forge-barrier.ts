/**
 * The barrier before the writes at a forge. It is closed while the forge asks a token to wait, for all workers: the time is in the item of
 * the token's bookings. Each worker remembers what it has seen of it, so that it begins no task that could not end.
 */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ForgeBucketStore } from '../../adapters/task-stores.ts';
import { isoOf } from '../../contracts/fields.ts';
import { forgeBucketId } from '../../contracts/keys.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { aboutDuration } from '../../core/text/duration.ts';
import type { ForgeAccess } from '../git/remote.ts';
import type { Log } from '../logger.ts';

export interface ForgeBarrier {
  /** Resolves when the forge takes writes. @throws AbortError when the signal was aborted before */
  untilOpen(signal: AbortSignal): Promise<void>;
  /** Closes the barrier for all workers until a time, epoch milliseconds. A later time that it has stays. */
  close(until: number): Promise<void>;
}

/** What a worker knows of closed barriers: the time, by bucket, in epoch milliseconds. It may be open again or closed for longer. */
export type KnownClosings = Map<string, number>;

/** The item of the bookings of this token at this forge; undefined where there is no token. */
export const bucketOf = ({ host, token }: Pick<ForgeAccess, 'host' | 'token'>): string | undefined =>
  token === undefined ? undefined : forgeBucketId(host.toLowerCase(), createHash('sha256').update(token).digest('hex'));

interface Barrier {
  readonly buckets: Pick<ForgeBucketStore, 'getForgeBucket' | 'closeForge'>;
  readonly known: KnownClosings;
  readonly log: Log;
}

export function createForgeBarrier(access: ForgeAccess, { buckets, known, log }: Barrier): ForgeBarrier {
  const bucket = bucketOf(access);
  if (bucket === undefined) return { untilOpen: () => Promise.resolve(), close: () => Promise.resolve() };
  const closedUntil = async (): Promise<number> => {
    const stored = (await buckets.getForgeBucket(bucket))?.closedUntil ?? 0;
    known.set(bucket, stored);
    return stored;
  };
  // The forge decides in any case: a table that does not answer loses no work that is done.
  const orKnown = (error: unknown): number => {
    log.warn('Could not read whether the forge takes writes', { host: access.host, reason: messageOf(error) });
    return known.get(bucket) ?? 0;
  };
  return {
    async untilOpen(signal) {
      for (;;) {
        const until = await closedUntil().catch(orKnown);
        const ms = until - Date.now();
        if (ms <= 0) return;
        log.info(`The last step waits for ${access.host}, about ${aboutDuration(ms)}`, { until: isoOf(until) });
        await pause(ms, undefined, { signal });
      }
    },
    async close(until) {
      known.set(bucket, Math.max(until, known.get(bucket) ?? 0));
      await buckets.closeForge(bucket, until).catch((error: unknown) => {
        log.warn('Could not tell other workers that the forge asks to wait', { host: access.host, reason: messageOf(error) });
      });
    },
  };
}
