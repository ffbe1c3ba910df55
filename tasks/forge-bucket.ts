/**
 * Whose writes count together at a forge, for tasks whose worker holds no token of its own. The limits of a forge are for each credential:
 * an installation of the GitHub App, or the token in a secret. So the credential's name is hashed here, and no token need be known.
 */
import { createHash } from 'node:crypto';
import { readCloneUrl } from '../contracts/clone-url.ts';
import { forgeBucketId } from '../contracts/keys.ts';

/** Where a repository is. */
export interface RepositoryPlace {
  /** In lower case, with its port where it has one. */
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

/** What a deployment has: the ARN of the GitHub App's secret, '' for none, and the secrets of the tokens by host. */
export interface ForgeSecrets {
  readonly githubApp: string;
  readonly forgeTokens: readonly { readonly host: string; readonly secret: string }[];
}

/** With what a repository is reached: `app` by the App's installation at its owner, `secret` by the token in that secret. */
export type ForgeCredential =
  { readonly kind: 'app'; readonly owner: string } | { readonly kind: 'secret'; readonly secret: string };

const githubHost = 'github.com';

/** `user@host:path`, the short form of an address of ssh. */
const scpLike = /^(?:[^@/\s]+@)?(?<host>[^:/\s]+):(?<path>[^\s/]\S*)$/;

/** @param cloneUrl undefined: the repository is the one of that name on github.com. Answers undefined for a local folder. */
export function placeOfRepository(repo: string, cloneUrl: string | undefined): RepositoryPlace | undefined {
  if (cloneUrl === undefined) return split(githubHost, repo);
  const { address } = readCloneUrl(cloneUrl.trim());
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    return url === undefined || url.host === '' ? undefined : split(url.host, url.pathname);
  }
  const { host, path } = scpLike.exec(address)?.groups ?? {};
  return host === undefined || path === undefined || address.startsWith('.') ? undefined : split(host, path);
}

function split(host: string, path: string): RepositoryPlace | undefined {
  const [, owner, name] = /^\/?(.+)\/([^/]+?)(?:\.git)?\/?$/.exec(path) ?? [];
  return owner === undefined || name === undefined ? undefined : { host: host.toLowerCase(), owner, name };
}

/** A secret that names the host comes before the App. Undefined: the deployment has nothing for this forge. */
export function credentialOf({ host, owner }: RepositoryPlace, secrets: ForgeSecrets): ForgeCredential | undefined {
  const hostname = host.replace(/:\d+$/, '');
  const named = secrets.forgeTokens.find((each) => [host, hostname].includes(each.host.toLowerCase()));
  if (named) return { kind: 'secret', secret: named.secret };
  return host === githubHost && secrets.githubApp !== '' ? { kind: 'app', owner: owner.toLowerCase() } : undefined;
}

/** The item of the bookings at the forge of this repository (adapters/task-stores.ts). Undefined: there is no credential, so nothing is written. */
export function forgeBucketOf(place: RepositoryPlace, secrets: ForgeSecrets): string | undefined {
  const credential = credentialOf(place, secrets);
  if (!credential) return undefined;
  const name = credential.kind === 'app' ? `app ${secrets.githubApp} ${credential.owner}` : `secret ${credential.secret}`;
  return forgeBucketId(place.host, createHash('sha256').update(name).digest('hex'));
}
