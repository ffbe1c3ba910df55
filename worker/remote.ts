/**
 * Where a repository is cloned from and pushed to: an address without credentials, and the forge that it lives on, if one is
 * configured. Example: `https://me:pw@git.acme.io/acme/api.git` → address `https://git.acme.io/acme/api.git`, login me/pw.
 */
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkerConfig } from '../contracts/worker-config.ts';

export interface ForgeAccess {
  readonly host: string;
  /** Base URL of the API. */
  readonly api: string;
  readonly tokenEnv: string;
  /** Undefined where the named variable is not set. */
  readonly token: string | undefined;
  readonly owner: string;
  readonly name: string;
}

export interface Remote {
  /** What git is given: never holds a credential. */
  readonly address: string;
  /** Credential for http(s) remotes; undefined leaves it to git's credential helper. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
  readonly forge: ForgeAccess | undefined;
  /** Host of a remote that is not a local folder. */
  readonly host: string | undefined;
}

interface Place {
  readonly address: string;
  readonly host?: string;
  readonly hostname?: string;
  readonly path?: string;
  readonly login?: { readonly user: string; readonly password: string };
}

type Forge = WorkerConfig['forges'][number];

/** `user@host:path`, as ssh writes it. */
const scpLike = /^(?:[^@/\s]+@)?(?<host>[^:/\s]+):(?<path>\S+)$/;

/** @param environment holds the tokens under the names that the forges give */
export function describeRemote(url: string, forges: readonly Forge[], environment: NodeJS.ProcessEnv): Remote {
  const place = readPlace(url);
  const forge = forgeOf(place, forges, environment);
  const overHttp = /^https?:/.test(place.address);
  const login =
    place.login ?? (overHttp && forge?.token !== undefined ? { user: 'x-access-token', password: forge.token } : undefined);
  return { address: place.address, login, forge, host: place.host };
}

function readPlace(url: string): Place {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return readUrl(url);
  const match = isAbsolute(url) || url.startsWith('.') ? undefined : scpLike.exec(url)?.groups;
  if (match?.['host'] !== undefined && match['path'] !== undefined) {
    return { address: url, host: match['host'], hostname: match['host'], path: match['path'] };
  }
  // A local clone honours --depth only through file://.
  return { address: pathToFileURL(resolve(url)).href };
}

function readUrl(url: string): Place {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || parsed.protocol === 'file:') return { address: url };
  const { host, hostname, pathname: path, username, password } = parsed;
  if (password === '') return { address: url, host, hostname, path };
  parsed.username = '';
  parsed.password = '';
  const login = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  return { address: parsed.href, host, hostname, path, login };
}

function forgeOf(place: Place, forges: readonly Forge[], environment: NodeJS.ProcessEnv): ForgeAccess | undefined {
  const forge = forges.find(({ host }) => host === place.host || host === place.hostname);
  const [, owner, name] = /^\/?(.+)\/([^/]+?)(?:\.git)?\/?$/.exec(place.path ?? '') ?? [];
  if (!forge || owner === undefined || name === undefined) return undefined;
  const api = forge.api ?? (forge.host === 'github.com' ? 'https://api.github.com' : `https://${forge.host}/api/v3`);
  const token = environment[forge.token_env];
  return { host: forge.host, api, tokenEnv: forge.token_env, token: token === '' ? undefined : token, owner, name };
}
