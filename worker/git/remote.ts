/**
 * Where a repository is cloned from and pushed to: an address without credentials, and the forge that it lives on, if one is
 * configured. Example: `https://me:pw@git.acme.io/acme/api.git` → address `https://git.acme.io/acme/api.git`, login me/pw.
 */
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { problemOfCloneUrl, readCloneUrl, type CloneUrl } from '../../contracts/clone-url.ts';
import type { WorkerConfig } from '../../contracts/worker-config.ts';
import { done, failed, failures, type Step } from '../failure.ts';

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

/** A user and password for one place. */
export interface Login {
  readonly user: string;
  readonly password: string;
  /** Scheme, host and port: `https://git.acme.io`. */
  readonly origin: string;
}

export interface Remote {
  /** What git is given: never holds a credential. */
  readonly address: string;
  /** Credential for http(s) remotes; undefined leaves it to git's credential helper. */
  readonly login: Login | undefined;
  /** What of the clone_url nobody may see, in each form in which it may be written. */
  readonly secrets: readonly string[];
  readonly forge: ForgeAccess | undefined;
  /** Host of a remote that is not a local folder. */
  readonly host: string | undefined;
}

interface Place {
  readonly address: string;
  readonly host?: string;
  readonly hostname?: string;
  readonly path?: string;
  /** Of http(s) only. */
  readonly origin?: string;
}

type Forge = WorkerConfig['forges'][number];

/** `user@host:path`, as ssh writes it. */
const scpLike = /^(?:[^@/\s]+@)?(?<host>[^:/\s]+):(?<path>\S+)$/;

/** @param environment holds the tokens under the names that the forges give */
export function describeRemote(text: string, forges: readonly Forge[], environment: NodeJS.ProcessEnv): Step<Remote> {
  const url = text.trim();
  const problem = url.includes('\0') ? 'must not hold a NUL' : problemOfCloneUrl(url);
  if (problem !== undefined) {
    const remedy = 'Onboard the repository again with the right clone_url.';
    return failed(failures.request(`The clone_url of the repository ${problem}.`, remedy));
  }
  const given = readCloneUrl(url);
  const own = ownLogin(given);
  const place = readPlace(given.address);
  const forge = forgeOf(place, forges, environment);
  return done({
    address: place.address,
    login: place.origin === undefined ? undefined : loginFor(place.origin, own, forge?.token),
    secrets: given.login && own ? secretsIn(given.login.text, own) : [],
    forge,
    host: place.host,
  });
}

interface OwnLogin {
  readonly user: string;
  readonly password: string | undefined;
}

function ownLogin({ login }: CloneUrl): OwnLogin | undefined {
  if (!login) return undefined;
  const password = login.password === undefined ? undefined : decodeURIComponent(login.password);
  return { user: decodeURIComponent(login.user), password };
}

/** A token may be all there is, as the user name: forges take it with an empty password. */
function loginFor(origin: string, own: OwnLogin | undefined, token: string | undefined): Login | undefined {
  if (own) return { origin, user: own.user, password: own.password ?? token ?? '' };
  return token === undefined ? undefined : { origin, user: 'x-access-token', password: token };
}

/** Masking a shorter user name would eat ordinary words; together with its password, or before its `@`, it is masked all the same. */
const shortestUser = 8;

const secretsIn = (text: string, { user, password }: OwnLogin): string[] => [
  `${text}@`,
  `${user}:${password ?? ''}`,
  ...(password === undefined ? [] : [password]),
  ...(user.length < shortestUser ? [] : [user]),
];

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
  const { host, hostname, pathname: path, origin, href } = parsed;
  const place = { host, hostname, path };
  // Git names the place in its questions as it stands in the address: both are written in the same way.
  return /^https?:$/.test(parsed.protocol) ? { ...place, address: href, origin } : { ...place, address: url };
}

function forgeOf(place: Place, forges: readonly Forge[], environment: NodeJS.ProcessEnv): ForgeAccess | undefined {
  const forge = forges.find(({ host }) => host === place.host || host === place.hostname);
  const [, owner, name] = /^\/?(.+)\/([^/]+?)(?:\.git)?\/?$/.exec(place.path ?? '') ?? [];
  if (!forge || owner === undefined || name === undefined) return undefined;
  const api = forge.api ?? (forge.host === 'github.com' ? 'https://api.github.com' : `https://${forge.host}/api/v3`);
  const token = environment[forge.token_env];
  return { host: forge.host, api, tokenEnv: forge.token_env, token: token === '' ? undefined : token, owner, name };
}
