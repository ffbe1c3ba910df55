/** What the answer of a forge to a merge means, read from the pull request as it is then. */
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../core/text/message-of-error.ts';
import type { MergeEnd, MergeRequest } from './forge.ts';
import { statusOf, type RepositoryOnForge } from './forge-calls.ts';
import { pullOf } from './pull-requests.ts';

/** Of a pull request that was not merged. `later`: the forge does not know yet. */
export type Mergeability = 'mergeable' | 'conflict' | 'later';

/** With these a forge says that it does not merge. */
const refusals = [405, 409, 422];

/**
 * A forge refuses what it could not merge at that moment: it still looked for conflicts after a push, or its base branch had just moved. When the pull
 * request is read, that may be over. So a refusal of what can be merged counts when the forge repeats it this much later.
 */
const repeatAfterMs = 1_000;

/**
 * @param send sends the request to merge
 * @param mergeabilityOf how this forge says that there is a conflict
 * @throws the error of Octokit where the forge could not be asked
 */
export async function mergeEnd(
  repository: RepositoryOnForge,
  { number, head, signal }: Pick<MergeRequest, 'number' | 'head'> & { readonly signal: AbortSignal },
  send: () => Promise<unknown>,
  mergeabilityOf: (pull: Awaited<ReturnType<typeof pullOf>>) => Mergeability,
): Promise<MergeEnd> {
  for (let isRepeated = false; ; isRepeated = true) {
    try {
      await send();
      return { kind: 'merged' };
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined || !refusals.includes(status)) throw error;
      const pull = await pullOf(repository, number);
      if (pull.head.sha !== head) return { kind: 'moved' };
      if (pull.merged) return { kind: 'merged' };
      if (pull.state !== 'open') return { kind: 'refused', why: 'it was closed' };
      const is = mergeabilityOf(pull);
      if (is !== 'mergeable') return { kind: is };
      // The base branch got another commit at the same moment.
      if (status === 409) return { kind: 'later' };
      if (isRepeated) return { kind: 'refused', why: messageOf(error) };
    }
    await pause(repeatAfterMs, undefined, { signal });
  }
}
