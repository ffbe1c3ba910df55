/** Where the repositories of a task are. */
import type { TaskRow } from '../../contracts/task.ts';
import { placeOfRepository, type RepositoryPlace } from '../../tasks/forge-bucket.ts';
import { repositoriesOf } from '../../tasks/forge-turn.ts';
import type { WorkerApiPorts } from './ports.ts';

/** Those that are on a host, by the host in lower case. */
export async function placesOfTask(
  { repos }: Pick<WorkerApiPorts, 'repos'>,
  row: TaskRow,
): Promise<ReadonlyMap<string, readonly RepositoryPlace[]>> {
  const places = await Promise.all(
    repositoriesOf(row).map(async (name) => placeOfRepository(name, (await repos.getRepo(name))?.clone_url ?? undefined)),
  );
  return Map.groupBy(
    places.filter((place) => place !== undefined),
    ({ host }) => host,
  );
}
