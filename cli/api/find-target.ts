/** Finds a target of a fleet by its path, else by its repository. */
import type { TargetView } from '../../contracts/http/fleet.ts';
import { type Api, dataOf } from './open-api.ts';

/** @throws CliError with exit code 6 when there is none */
export async function findTarget(
  { client }: Api,
  { fleet_id, target }: { readonly fleet_id: string; readonly target: string },
): Promise<TargetView> {
  const byPath = client.getTarget({ params: { fleet_id, path: target } });
  const { ok, status } = await byPath;
  if (ok || status !== 404 || !target.includes('/')) return await dataOf(byPath);
  const [first] = await dataOf(client.listTargets({ params: { fleet_id }, query: { repo: target, limit: 1 } }));
  return first ?? (await dataOf(byPath));
}
