/**
 * Chooses the walls of a worker: a runner where there is one, else what worker.yaml asks for, or bubblewrap where this machine can run it. It
 * tries the walls before it answers them, so no task is the first to find out that they do not stand.
 */
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import which from 'which';
import { hasHomeOfWorker, homeNeedsNone, type WorkerConfig } from '../../../contracts/worker-config.ts';
import { configFolderOf } from './agent-home.ts';
import { createBubblewrapWalls, type BubblewrapSetup } from './bubblewrap-walls.ts';
import { isPublicElsewhere } from './host-rules.ts';
import { PlaceError, placesOf, type Places } from './places.ts';
import { privatePlaces } from './private-places.ts';
import { problemOfWalls } from './probe.ts';
import { chooseRunner, needsRunner, runnerPlaceOf } from './choose-runner.ts';
import { UnusableWalls } from './unusable-walls.ts';
import { noWalls, type Walls } from './walls.ts';

export interface WallsSettings {
  readonly config: WorkerConfig;
  /** The worker's own environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of a runtime on this machine; undefined: none. */
  readonly dir: string | undefined;
  /** Undefined: the system's folder for temporary files. */
  readonly sandboxRoot: string | undefined;
  readonly closedPorts: () => ReadonlySet<number>;
}

export interface ChosenWalls {
  readonly walls: Walls;
  readonly network: NonNullable<WorkerConfig['network']>;
  /** Why there are none, although worker.yaml does not ask for none; undefined where there are some, or none are asked for. */
  readonly whyNone: string | undefined;
}

/** @throws UnusableWalls */
export async function chooseWalls(settings: WallsSettings): Promise<ChosenWalls> {
  const { sandbox, network = 'on' } = settings.config;
  const place = runnerPlaceOf(settings.environment);
  if (place) return { walls: await chooseRunner(place, settings), network: 'on', whyNone: undefined };
  if (sandbox === 'runner') throw new UnusableWalls(['sandbox'], needsRunner);
  if (sandbox === 'none') return { walls: noWalls, network: 'on', whyNone: undefined };
  const tried = await tryBubblewrap(settings, network);
  if (tried.ok) return { walls: tried.walls, network, whyNone: undefined };
  const why = `bubblewrap cannot be used here: ${tried.why}`;
  if (sandbox === 'bubblewrap') throw new UnusableWalls(['sandbox'], `${why}. ${tried.help} Or set sandbox: none.`);
  if (network !== 'on') throw new UnusableWalls(['network'], `network: ${network} needs a sandbox, and ${why}. ${tried.help}`);
  return { walls: noWalls, network, whyNone: `${why}. ${tried.help}` };
}

type Tried =
  | { readonly ok: true; readonly walls: Walls }
  /** `help`: what to do, as sentences. */
  | { readonly ok: false; readonly why: string; readonly help: string };

const toInstall = 'Install it, for example with: apt-get install bubblewrap.';
const toAllow =
  'Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1; on Ubuntu also kernel.apparmor_restrict_unprivileged_userns=0), or run the worker as root; a container needs the right to make namespaces.';

async function tryBubblewrap(settings: WallsSettings, network: ChosenWalls['network']): Promise<Tried> {
  if (process.platform !== 'linux') return { ok: false, why: 'it needs Linux', help: 'Run the worker on Linux.' };
  const [bwrap, nsenter, sh] = ['bwrap', 'nsenter', 'sh'].map((name) => which.sync(name, { nothrow: true }));
  if (!bwrap) return { ok: false, why: 'it is not installed (there is no bwrap on the PATH)', help: toInstall };
  if (!nsenter || !sh) return { ok: false, why: 'there is no nsenter or no sh on the PATH', help: 'Install util-linux.' };
  refuseHomeOfWorker(settings.config);
  makeConfigFolder(settings);
  const places = readPlaces(settings);
  const { config, environment, closedPorts, sandboxRoot } = settings;
  let why = '';
  for (const way of waysToNamespaces()) {
    const programs = { bwrap, nsenter, sh, ...way };
    const reach = { network, allowHosts: config.allow_hosts, closedPorts, isPublic: isPublicElsewhere };
    const walls = createBubblewrapWalls({ programs, places, environment, ...reach });
    const problem = await problemOfWalls(walls, sandboxRoot, network !== 'off');
    if (problem === undefined) return { ok: true, walls };
    walls.close();
    why ||= problem;
  }
  return { ok: false, why, help: toAllow };
}

type Way = Pick<BubblewrapSetup['programs'], 'userNamespace' | 'userArguments'>;

/**
 * The best first. In a user namespace a command can be kept from making further ones, in which it would have rights that many a mistake of a
 * kernel needs; bubblewrap can do that since its version 0.8. Root makes the others without one, unless it is the root of a container
 * that may not.
 */
function waysToNamespaces(): readonly Way[] {
  const [closed, plain] = [['--unshare-user', '--disable-userns'], ['--unshare-user']];
  const within = [closed, plain].map((userArguments) => ({ userNamespace: true, userArguments }));
  if (process.getuid?.() !== 0) return within;
  return [...[closed, []].map((userArguments) => ({ userNamespace: false, userArguments })), ...within];
}

function refuseHomeOfWorker({ agents }: WorkerConfig): void {
  const [name] = Object.entries(agents).find(([, agent]) => hasHomeOfWorker(agent)) ?? [];
  if (name !== undefined) throw new UnusableWalls(['agents', name, 'home'], homeNeedsNone);
}

/** So that it is hidden from the first command on. */
function makeConfigFolder({ environment }: WallsSettings): void {
  try {
    mkdirSync(configFolderOf(environment), { recursive: true, mode: 0o700 });
  } catch {
    // Then it holds nothing to hide; an agent that needs a HOME there says so.
  }
}

/** Variables of the worker that name a file with its credentials. */
const namesOfCredentials = [
  ...['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  ...['GIT_CONFIG_GLOBAL', 'KUBECONFIG'],
];

function readPlaces({ config, environment, dir, sandboxRoot }: WallsSettings): Places {
  const { folders, files } = process.getuid?.() === 0 ? privatePlaces() : { folders: [], files: [] };
  try {
    return placesOf({
      home: resolve(environment['HOME'] ?? homedir()),
      data: [configFolderOf(environment), ...(dir === undefined ? [] : [resolve(dir)])],
      sandboxRoot: sandboxRoot ?? tmpdir(),
      credentials: namesOfCredentials.flatMap((name) => environment[name] ?? []),
      privateFolders: folders,
      privateFiles: files,
      caches: config.caches,
      readOnly: config.read_only,
      path: environment['PATH'] ?? '',
    });
  } catch (error) {
    if (error instanceof PlaceError) throw new UnusableWalls([error.setting, error.index], error.message);
    throw error;
  }
}
