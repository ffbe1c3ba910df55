/** Whether what is shown is too old to decide by: buttons of commands are off then. */
import { useOnline } from '../api/use-online.ts';
import type { Read } from '../api/use-read.ts';
import { useNow } from './use-now.ts';

const oldMs = 60_000;

/** True where the last reads failed, and the last good one is more than a minute ago. A fleet that ended is not read again by itself, and is not stale. */
export function useIsStale({ failure, fetchedAt }: Pick<Read<unknown>, 'failure' | 'fetchedAt'>): boolean {
  const now = useNow();
  const online = useOnline();
  return (failure !== undefined || !online) && now - fetchedAt > oldMs;
}
