/**
 * Reads a clone_url as a remote: the address without its login, the login, and the forge of its host, if worker.yaml names one.
 * Example: `https://me:pw@git.acme.io/acme/api.git` → address `https://git.acme.io/acme/api.git`, login me/pw.
 */
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { problemOfCloneUrl, readCloneUrl, type CloneUrl } from '../../contracts/clone-url.ts';
import { addressOfForge, type ForgeAddress, type WorkerConfig } from '../../contracts/worker-config.ts';
import { done, failures, type Step } from '../failure.ts';

/** A repository on a forge. */
export interface ForgeAccess extends ForgeAddress {
  readonly owner: string;
  readonly name: string;
}

/** A user and password for one scheme, host and port. */
export interface Login {
  readonly user: string;
  readonly password: string;
  /** Scheme, host and port: `https://git.acme.io`. */
  readonly origin: string;
}

export interface Remote {
  /** The address that git gets. It never holds a login. */
  readonly address: string;
  /** For http(s) only; undefined leaves the login to git's credential helper. */
  readonly login: Login | undefined;
  /** The parts of the clone_url to mask, in each form in which they may be written. */
  readonly secrets: readonly string[];
  readonly forge: ForgeAccess | undefined;
  /** Undefined for a local folder. */
  readonly host: string | undefined;
}

/** The parts of an address without a login. A local folder has a text only. */
interface Address {
  /** The address as git gets it. */
  readonly text: string;
  readonly host?: string;
  /** The host without its port. */
  readonly hostname?: string;
  readonly path?: string;
  /** Scheme, host and port; for http(s) only. */
  readonly origin?: string;
}

type ForgeConfig = WorkerConfig['forges'][number];

/** The short form of an ssh address: `user@host:path`. */
const scpLike = /^(?:[^@/\s]+@)?(?<host>[^:/\s]+):(?<path>\S+)$/;

/** @param environment holds the tokens of the forges, in the variables that worker.yaml names */
export function describeRemote(text: string, forges: readonly ForgeConfig[], environment: NodeJS.ProcessEnv): Step<Remote> {
  const url = text.trim();
  const problem = url.includes('\0') ? 'must not hold a NUL' : problemOfCloneUrl(url);
  if (problem !== undefined) {
    const remedy = 'Onboard the repository again with the right clone_url.';
    return failures.request(`The clone_url of the repository ${problem}.`, remedy);
  }
  const given = readCloneUrl(url);
  const own = ownLogin(given);
  const address = readAddress(given.address);
  const forge = forgeOf(address, forges, environment);
  return done({
    address: address.text,
    login: address.origin === undefined ? undefined : loginFor(address.origin, own, forge),
    secrets: given.login && own ? secretsIn(given.login.text, own) : [],
    forge,
    host: address.host,
  });
}

/** The login in a clone_url, decoded. */
interface OwnLogin {
  readonly user: string;
  readonly password: string | undefined;
}

function ownLogin({ login }: CloneUrl): OwnLogin | undefined {
  if (!login) return undefined;
  const password = login.password === undefined ? undefined : decodeURIComponent(login.password);
  return { user: decodeURIComponent(login.user), password };
}

/**
 * A clone_url may hold only a token, as the user name: forges accept that with an empty password. The token of the forge is read when it is
 * used, because one that ends is replaced while the work goes on.
 */
function loginFor(origin: string, own: OwnLogin | undefined, forge: ForgeAccess | undefined): Login | undefined {
  if (own?.password !== undefined) return { origin, user: own.user, password: own.password };
  if (!own && forge?.token === undefined) return undefined;
  return {
    origin,
    user: own?.user ?? 'x-access-token',
    get password() {
      return forge?.token ?? '';
    },
  };
}

/** A shorter user name is masked only next to its password or its `@`: alone, it may be an ordinary word. */
const shortestUser = 8;

const secretsIn = (text: string, { user, password }: OwnLogin): string[] => [
  `${text}@`,
  `${user}:${password ?? ''}`,
  ...(password === undefined ? [] : [password]),
  ...(user.length < shortestUser ? [] : [user]),
];

function readAddress(url: string): Address {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return readUrl(url);
  const match = isAbsolute(url) || url.startsWith('.') ? undefined : scpLike.exec(url)?.groups;
  if (match?.['host'] !== undefined && match['path'] !== undefined) {
    return { text: url, host: match['host'], hostname: match['host'], path: match['path'] };
  }
  // Git ignores --depth for a local path, but not for a file:// URL.
  return { text: pathToFileURL(resolve(url)).href };
}

function readUrl(url: string): Address {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || parsed.protocol === 'file:') return { text: url };
  const { host, hostname, pathname: path, origin, href } = parsed;
  // `href` writes scheme and host as `origin` does: git asks for a login in the spelling of the address that it got.
  const isHttp = /^https?:$/.test(parsed.protocol);
  return isHttp ? { text: href, host, hostname, path, origin } : { text: url, host, hostname, path };
}

function forgeOf(address: Address, forges: readonly ForgeConfig[], environment: NodeJS.ProcessEnv): ForgeAccess | undefined {
  const forge = forges.find(({ host }) => host === address.host || host === address.hostname);
  const [, owner, name] = /^\/?(.+)\/([^/]+?)(?:\.git)?\/?$/.exec(address.path ?? '') ?? [];
  if (!forge || owner === undefined || name === undefined) return undefined;
  return {
    ...{ ...addressOfForge(forge, environment), owner, name },
    get token() {
      return addressOfForge(forge, environment).token;
    },
  };
}
