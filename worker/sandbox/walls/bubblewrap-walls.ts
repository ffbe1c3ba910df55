/**
 * Walls by bubblewrap: each command gets namespaces of its own, sees what places.ts says, and reaches the network through the worker's
 * proxy alone. Invariant: what the command may write is never followed as a link outside of its namespaces.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAllowedHost } from '../../../contracts/allowed-host.ts';
import { bubblewrapArguments } from './bubblewrap-arguments.ts';
import { createCommandMounts } from './command-mounts.ts';
import { loopbackNamesOf, type HostRules } from './host-rules.ts';
import { modelHostsOf } from './model-hosts.ts';
import { createNetworkNamespaces, proxyPort, type NamespacePrograms, type NetworkNamespaces } from './network-namespaces.ts';
import { openSockets } from './open-sockets.ts';
import { isHidden, type Places } from './places.ts';
import { stillThere } from './private-places.ts';
import { systemCallFilter } from './system-call-filter.ts';
import { isThere, type AgentInWalls, type SandboxFolders, type Walls } from './walls.ts';

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

const filterDescriptor = 9;
/** Opens the file with the filter for system calls, for bubblewrap to read. The first parameter is its path. */
const withFilter = `exec "$@" ${filterDescriptor}< "$0"`;

/** Refused hosts that are told to the people of a task. */
const mostRefusals = 50;

export function createBubblewrapWalls(setup: BubblewrapSetup): Walls {
  const namespaces = createNetworkNamespaces(setup.programs);
  const mountsFor = createCommandMounts(setup);
  const refusals = createRefusals();
  return {
    kind: 'bubblewrap',
    endsProcesses: true,
    async wrap(request, sandbox) {
      if (!isThere(request, sandbox)) return undefined;
      const { agent, argv, say } = request;
      const { mounts, env } = mountsFor(request, sandbox);
      const filter = filterFor(sandbox);
      const rules = rulesFor(setup, agent);
      const network = await enterNetwork(namespaces, rules, refusals(sandbox, say));
      // Looked for last: bubblewrap cannot lay anything over what is gone by then.
      const view = {
        ...{ places: stillThere(setup.places), userArguments: setup.programs.userArguments, workingFolder: sandbox.repo, mounts },
        sockets: openSockets().filter((path) => !isHidden(path, setup.places)),
      };
      const started = [setup.programs.sh, '-c', asFirstProcess, 'sh', ...argv];
      const walls = [setup.programs.bwrap, ...bubblewrapArguments({ ...view, ...filter, hasNetwork: network !== undefined })];
      const filtered = filter.file === undefined ? [] : [setup.programs.sh, '-c', withFilter, filter.file];
      return {
        argv: [...filtered, ...(network?.enter ?? []), ...walls, ...started],
        env: { ...env, ...(network ? proxyVariables(rules) : {}) },
        leave: (byItself) => network?.leave(byItself),
      };
    },
    close() {
      namespaces.close();
    },
  };
}

interface Filter {
  readonly file: string | undefined;
  readonly filterDescriptor: number | undefined;
}

/** In the folder that no command sees. */
function filterFor({ workerFolder }: SandboxFolders): Filter {
  const bytes = systemCallFilter();
  if (!bytes) return { file: undefined, filterDescriptor: undefined };
  const file = join(workerFolder, 'system-calls');
  writeFileSync(file, bytes, { mode: 0o600 });
  return { file, filterDescriptor };
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
