/**
 * Gives a worker the credentials for the repositories of its task: of the GitHub App a token for these repositories alone, of other forges
 * the token in the secret of their host. A token is for one owner there, so repositories of two owners at one host have none together.
 */
import type { ForgeToken } from '../../contracts/worker-api.ts';
import { credentialOf, type RepositoryPlace } from '../../tasks/forge-bucket.ts';
import { data } from '../http/answer.ts';
import { placesOfTask } from './places-of-task.ts';
import type { Minted, WorkerApiPorts, WorkerHandler } from './ports.ts';
import { rowOfHold } from './row-of-hold.ts';

export const getForgeTokens: WorkerHandler<'getForgeTokens'> = async (ports, request) => {
  const read = await rowOfHold(ports, request);
  if (!read.ok) return read.refusal;
  const byHost = [...(await placesOfTask(ports, read.row))];
  const minted = await Promise.all(byHost.map(async ([host, places]) => ({ host, minted: await mint(ports, places) })));
  const tokens = minted.flatMap(({ host, minted: each }): ForgeToken[] =>
    each.ok ? [{ host, token: each.token, expires_at: each.expiresAt, api: each.api }] : [],
  );
  const missing = minted.flatMap(({ host, minted: each }) => (each.ok ? [] : [{ host, why: each.why }]));
  return data(200, { tokens, missing });
};

async function mint({ credentials, settings }: WorkerApiPorts, places: readonly RepositoryPlace[]): Promise<Minted> {
  const [first] = places;
  if (!first) return { ok: false, why: 'The task has no repository there.' };
  const found = credentialOf(first, settings.forgeSecrets);
  if (found?.kind === 'secret') return credentials.ofSecret(found.secret);
  if (settings.forgeSecrets.githubApp === '' || (await credentials.appHost()) !== first.host) return { ok: false, why: none };
  if (places.some(({ owner }) => owner.toLowerCase() !== first.owner.toLowerCase())) return { ok: false, why: twoOwners };
  return credentials.ofApp(places);
}

const none = 'The deployment has neither a GitHub App nor a token for this host.';
const twoOwners = 'A token of the GitHub App is for one owner, and the repositories of this task have several.';
