/** The turn of a task at its forge (tasks/forge-turn.ts), for a worker that holds the tokens of its forges itself. */
import type { ReceivedTask } from '../../adapters/ports.ts';
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { forgeWritesOf, placeWithMostWrites, takeForgeTurn, type ForgePlace, type ForgeTurn } from '../../tasks/forge-turn.ts';
import { bucketOf } from '../forge/forge-barrier.ts';
import { remoteOfTask } from '../task/remote-of-task.ts';
import type { ReadRepositories } from './work-on-task.ts';
import type { WorkerPorts, WorkerSettings } from './worker-setup.ts';

interface Asking {
  readonly ports: WorkerPorts;
  readonly settings: WorkerSettings;
  readonly row: TaskRow;
  readonly repositories: ReadRepositories;
}

export async function forgeTurn(asking: Asking): Promise<ForgeTurn> {
  const { ports, settings, row } = asking;
  const place = await placeAtForge(asking);
  return takeForgeTurn({ ports: { ...ports, clockAndIds: systemClockAndIds }, row, place, log: settings.logFor({}) });
}

/** For a worker without forges that limit it nothing is read. */
async function placeAtForge({ settings, row, repositories }: Asking): Promise<ForgePlace | undefined> {
  const writes = forgeWritesOf(row);
  if (writes === 0) return undefined;
  const { config, environment } = settings;
  const mayBeLimited = config.forges.some(({ host, token_env }) => limitsAt(settings, { host, token: environment[token_env] }));
  if (!mayBeLimited) return undefined;
  const limited = (await repositories()).map((repository, at) => {
    const remote = remoteOfTask(row.shared_repos?.[at] ?? row, repository, { config, environment });
    const forge = remote.ok ? remote.value.forge : undefined;
    return forge && limitsAt(settings, forge);
  });
  return placeWithMostWrites(writes, limited);
}

/** Undefined where nothing is limited. A forge without limits that this worker knows to be closed has one: the end of that. */
function limitsAt(
  { forges, closings }: WorkerSettings,
  { host: written, token }: { readonly host: string; readonly token: string | undefined },
): Omit<ForgePlace, 'writes'> | undefined {
  const host = written.toLowerCase();
  const bucket = bucketOf({ host, token: token === '' ? undefined : token });
  if (bucket === undefined) return undefined;
  const found = forges.find((each) => each.host === host);
  const limits = { perMinute: found?.writes_per_minute ?? null, perHour: found?.writes_per_hour ?? null };
  const isLimited = limits.perMinute !== null || limits.perHour !== null || (closings.get(bucket) ?? 0) > Date.now();
  return isLimited ? { host, bucket, limits } : undefined;
}

/** SQS hides a message for 12 hours at most, counted from its receipt. A task that comes before its time is hidden again. */
const longestHideS = 11.5 * 3_600;

/** Hides the message of a task until its time. */
export const hideUntil = ({ queue }: WorkerPorts, { receipt }: ReceivedTask, until: number): Promise<void> =>
  queue.hide(receipt, Math.min(longestHideS, Math.max(0, Math.ceil((until - Date.now()) / 1_000))));
