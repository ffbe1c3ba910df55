/** The turn of a task at its forge (tasks/forge-turn.ts), for a worker that gets the credential of the forge from the API. */
import type { RepoStore } from '../../adapters/ports.ts';
import type { ForgeLimit } from '../../contracts/forge-limits.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { forgeBucketOf, placeOfRepository, type ForgeSecrets } from '../../tasks/forge-bucket.ts';
import {
  forgeWritesOf,
  placeWithMostWrites,
  repositoriesOf,
  takeForgeTurn,
  type AskedTurn,
  type ForgePlace,
  type ForgeTurn,
} from '../../tasks/forge-turn.ts';

export interface ForgePorts extends Pick<AskedTurn, 'ports' | 'log'> {
  readonly repos: Pick<RepoStore, 'getRepo'>;
  readonly forges: readonly ForgeLimit[];
  readonly secrets: ForgeSecrets;
}

export async function turnAtForge(ports: ForgePorts, row: TaskRow): Promise<ForgeTurn> {
  const writes = forgeWritesOf(row);
  const limited = writes === 0 ? [] : await Promise.all(repositoriesOf(row).map((repo) => limitsAt(ports, repo)));
  return takeForgeTurn({ ports: ports.ports, row, place: placeWithMostWrites(writes, limited), log: ports.log });
}

/** Undefined where nothing is limited. A forge without limits that is closed has one: the end of that. */
async function limitsAt(
  { repos, forges, secrets, ports }: ForgePorts,
  repo: string,
): Promise<Omit<ForgePlace, 'writes'> | undefined> {
  const place = placeOfRepository(repo, (await repos.getRepo(repo))?.clone_url ?? undefined);
  const bucket = place && forgeBucketOf(place, secrets);
  if (bucket === undefined) return undefined;
  const found = forges.find(({ host }) => host === place?.host);
  const limits = { perMinute: found?.writes_per_minute ?? null, perHour: found?.writes_per_hour ?? null };
  const isLimited = limits.perMinute !== null || limits.perHour !== null || (await isClosed(ports, bucket));
  return isLimited ? { host: place?.host ?? '', bucket, limits } : undefined;
}

const isClosed = async ({ tasks, clockAndIds }: AskedTurn['ports'], bucket: string): Promise<boolean> =>
  ((await tasks.getForgeBucket(bucket))?.closedUntil ?? 0) > clockAndIds.now();
