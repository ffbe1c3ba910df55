/** What the panel of a target reads: the target, the output of an attempt and its diff. */
import { useQueryClient } from '@tanstack/react-query';
import { holdsSlot } from '../../core/fleet.ts';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { client, unwrap } from '../api/browser-client.ts';
import { intervals } from '../api/intervals.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';
import { cachedTarget, readRange } from './use-rows.ts';

/** While it runs, the last line that it printed is news. */
const runningMs = 4_000;

/** Read when the version of the fleet changes, and again and again while it runs. */
export function useTarget({ fleet_id, generation, version }: FleetView, path: string): Read<TargetView> {
  const cache = useQueryClient();
  const read = useRead({
    key: queryKeys.ofFleet(fleet_id, 'target', { path, generation, version }),
    read: async (signal) => {
      // The API finds a path among thousands by reading them, and an ordinal at once.
      const ordinal = cachedTarget(cache, fleet_id, path)?.ordinal;
      const known = ordinal === undefined ? undefined : await readRange(fleet_id, {}, { from: ordinal, to: ordinal }, signal);
      return known?.rows[0] ?? unwrap(await client.getTarget({ params: { fleet_id, path }, signal }));
    },
    every: (target) => (target !== undefined && holdsSlot(target.status) ? runningMs : false),
    keep: true,
  });
  // A row of the list is as much as the target itself, only older.
  return read.data?.path === path ? read : { ...read, data: cachedTarget(cache, fleet_id, path) };
}

/** How much of the end of an output is read again and again. */
const tailBytes = 65_536;

interface Output {
  readonly taskId: string;
  readonly text: string;
}

/** The end of what a task printed, read again while it runs, and once more when it has ended. */
export function useOutput(taskId: string, isRunning: boolean): Read<Output> {
  const read = useRead({
    key: queryKeys.task(taskId, isRunning ? 'output so far' : 'output'),
    read: async (signal): Promise<Output> => {
      const params = { task_id: taskId };
      const text = unwrap(await client.getTaskOutput({ params, query: { last_bytes: String(tailBytes) }, signal }));
      return { taskId, text };
    },
    every: isRunning ? intervals.output : false,
    keep: true,
  });
  return read.data?.taskId === taskId ? read : { ...read, data: undefined };
}

/** All that is kept of it. @throws ApiFailure */
export const readWholeOutput = async (taskId: string): Promise<string> =>
  unwrap(await client.getTaskOutput({ params: { task_id: taskId } }));
