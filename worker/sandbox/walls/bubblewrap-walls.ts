/**
 * Walls by bubblewrap: each command gets namespaces of its own, sees what places.ts says, and reaches the network through the worker's
 * proxy alone. Invariant: what the command may write is never followed as a link outside of its namespaces.
 */
import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { readAllowedHost } from '../../../contracts/allowed-host.ts';
import { agentHome } from './agent-home.ts';
import { bubblewrapArguments, type View } from './bubblewrap-arguments.ts';
import { homeMounts } from './home-mounts.ts';
import { loopbackNamesOf, type HostRules } from './host-rules.ts';
import { modelHostsOf } from './model-hosts.ts';
import { createNetworkNamespaces, proxyPort, type NamespacePrograms, type NetworkNamespaces } from './network-namespaces.ts';
import { openSockets } from './open-sockets.ts';
import { isHidden, type Places } from './places.ts';
import { programItself, programsOfPath, type ShownProgram } from './programs-in-hidden-places.ts';
import { isIn, realPath } from './real-path.ts';
import { isThere, type AgentInWalls, type SandboxFolders, type Walls, type WallsRequest } from './walls.ts';

export interface BubblewrapSetup extends Pick<HostRules, 'network' | 'closedPorts' | 'isPublic'> {
  readonly programs: NamespacePrograms & {
    readonly sh: string;
    /** Arguments of bubblewrap for the user namespace of a command; empty: it gets none. */
    readonly userArguments: readonly string[];
  };
  readonly places: Places;
  readonly allowHosts: readonly string[];
  /** The worker's own environment. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The first process of the namespace. All others end with it, before bubblewrap itself ends. It is no part of the command, because a signal
 * that it has no handler for does not reach a first process. The second statement keeps the shell from replacing itself by the command.
 */
const asFirstProcess = '"$@"; exit $?';

/** Refused hosts that are told to the people of a task. */
const mostRefusals = 50;

export function createBubblewrapWalls(setup: BubblewrapSetup): Walls {
  const namespaces = createNetworkNamespaces(setup.programs);
  const programsOf = rememberByPath(setup.places);
  const refusals = createRefusals();
  return {
    kind: 'bubblewrap',
    endsProcesses: true,
    async wrap(request, sandbox) {
      if (!isThere(request, sandbox)) return undefined;
      const { agent, argv, say } = request;
      const folders = makeFolders(setup, request, sandbox);
      const [file = ''] = argv;
      // Only the operator may name a program in a hidden place.
      const itself = agent && isAbsolute(file) ? programItself(file, setup.places) : [];
      const view = {
        ...{ places: setup.places, userArguments: setup.programs.userArguments, workingFolder: sandbox.repo, ...folders },
        programs: [...programsOf(folders.env['PATH'] ?? ''), ...itself],
        sockets: openSockets().filter((path) => !isHidden(path, setup.places)),
      };
      const rules = rulesFor(setup, agent);
      const network = await enterNetwork(namespaces, rules, refusals(sandbox, say));
      const started = [setup.programs.sh, '-c', asFirstProcess, 'sh', ...argv];
      const walls = [setup.programs.bwrap, ...bubblewrapArguments({ ...view, hasNetwork: network !== undefined })];
      return {
        argv: [...(network?.enter ?? []), ...walls, ...started],
        env: { ...folders.env, ...(network ? proxyVariables(rules) : {}) },
        leave: (byItself) => network?.leave(byItself),
      };
    },
    close() {
      namespaces.close();
    },
  };
}

function rulesFor({ network, allowHosts, closedPorts, isPublic }: BubblewrapSetup, agent: AgentInWalls | undefined): HostRules {
  const allowed = allowHosts.map(readAllowedHost).flatMap((read) => (read.ok ? [read.host] : []));
  return { network, allowed, models: agent ? modelHostsOf(agent.config) : [], closedPorts, isPublic };
}

interface EnteredNetwork {
  readonly enter: readonly string[];
  leave(byItself: boolean): void;
}

/** Undefined where the rules let nothing out. */
async function enterNetwork(
  namespaces: NetworkNamespaces,
  rules: HostRules,
  onRefused: (host: string, sentence: string) => void,
): Promise<EnteredNetwork | undefined> {
  if (rules.network === 'off' && rules.models.length === 0) return undefined;
  const taken = await namespaces.take({ rules, onRefused });
  return {
    enter: taken.enter,
    leave: (byItself) => {
      namespaces.giveBack(taken, byItself);
    },
  };
}

/** A program reaches servers of its own without the proxy, unless the rules name that address as one outside. */
function proxyVariables(rules: HostRules): Record<string, string> {
  const proxy = `http://127.0.0.1:${proxyPort}`;
  const named = loopbackNamesOf(rules);
  const direct = ['localhost', '127.0.0.1', '::1'].filter((name) => !named.has(name)).join(',');
  return {
    ...{ HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy },
    ...{ NO_PROXY: direct, no_proxy: direct, NODE_USE_ENV_PROXY: '1' },
  };
}

interface Folders extends Pick<View, 'temporary' | 'writable' | 'home'> {
  readonly env: Readonly<Record<string, string>>;
}

/** The folders that the command may write, and its HOME in the environment. */
function makeFolders({ environment, places }: BubblewrapSetup, { env, agent }: WallsRequest, sandbox: SandboxFolders): Folders {
  // Not in the folder that the work may write: it could put a link in their place.
  const temporary = [
    { source: join(sandbox.workerFolder, 'tmp'), at: '/tmp' },
    { source: join(sandbox.workerFolder, 'var-tmp'), at: '/var/tmp' },
  ].filter(({ at }) => places.hidden.includes(at));
  // A mount in the sandbox of every command, an agent's too, so that none can put a link in its place.
  const ofTask = join(sandbox.folder, 'home');
  const home = agent ? agentHome(environment, agent.name) : ofTask;
  for (const folder of [...temporary.map(({ source }) => source), ofTask]) mkdirSync(folder, { recursive: true });
  if (realPath(ofTask) !== ofTask) throw new Error(`${ofTask} must be a folder and no link.`);
  const writable = [sandbox.folder, ofTask];
  const mounts = homeMounts(home, places.shown);
  // The operator may have chosen another HOME for an agent.
  const chosen = agent && env['HOME'] !== environment['HOME'] && env['HOME'] !== home ? env['HOME'] : undefined;
  if (chosen === undefined) return { temporary, writable, home: mounts, env: { ...env, HOME: home } };
  const real = realPath(chosen);
  const isShowable = real !== undefined && ![...places.hidden, ...places.own].some((each) => isIn(each, real));
  return { temporary, writable: isShowable ? [...writable, real] : writable, home: mounts, env };
}

/** Tells each refused host once for a sandbox. */
function createRefusals() {
  const told = new WeakMap<SandboxFolders, Set<string>>();
  return (sandbox: SandboxFolders, say: (text: string) => void) => {
    const hosts = told.get(sandbox) ?? new Set();
    told.set(sandbox, hosts);
    return (host: string, sentence: string): void => {
      if (hosts.has(host) || hosts.size >= mostRefusals) return;
      hosts.add(host);
      say(`\n--- sandbox: ${host}\n${sentence}\n`);
    };
  };
}

/** The links of a folder are read once; most commands of a worker have the same PATH. */
function rememberByPath(places: Places): (path: string) => readonly ShownProgram[] {
  const known = new Map<string, readonly ShownProgram[]>();
  return (path) => {
    const found = known.get(path) ?? programsOfPath(path, places);
    known.set(path, found);
    return found;
  };
}
