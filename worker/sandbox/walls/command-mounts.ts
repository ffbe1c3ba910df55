/**
 * What a command sees besides the read-only system: its own folders, the caches, and the programs that lie in hidden places.
 * Invariant: no source of a mount lies where a command could put a link in its place.
 */
import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { agentHome } from './agent-home.ts';
import { withFixedWays, type Mount } from './mounts.ts';
import type { Places } from './places.ts';
import { programItself, programsOfPath, type ShownProgram } from './programs-in-hidden-places.ts';
import { isIn, isInOneOf, realPath } from './real-path.ts';
import type { SandboxFolders, WallsRequest } from './walls.ts';

export interface CommandMounts {
  readonly mounts: readonly Mount[];
  /** With the HOME of the command. */
  readonly env: Readonly<Record<string, string>>;
}

interface Machine {
  readonly places: Places;
  /** The worker's own environment. */
  readonly environment: NodeJS.ProcessEnv;
}

/** @throws an error that names what an earlier command left in the way of a mount */
export function createCommandMounts({ places, environment }: Machine) {
  const programsOf = rememberByPath(places);
  return ({ argv, env, agent }: WallsRequest, sandbox: SandboxFolders): CommandMounts => {
    // A mount in the sandbox of every command, an agent's too, so that none can put a link in its place.
    const ofTask = join(sandbox.folder, 'home');
    mkdirSync(ofTask, { recursive: true });
    if (realPath(ofTask) !== ofTask) throw new Error(`${ofTask} must be a folder and no link.`);
    const home = agent ? agentHome(environment, agent.name) : ofTask;
    const [file = ''] = argv;
    // Only the operator may name a program in a hidden place.
    const itself = agent && isAbsolute(file) ? programItself(file, places) : [];
    // The operator may have chosen another HOME for an agent.
    const chosen = agent && env['HOME'] !== environment['HOME'] && env['HOME'] !== home ? env['HOME'] : undefined;
    const own = [sandbox.folder, ofTask, home, ...(chosen === undefined ? [] : whereShowable(chosen, places))];
    const mounts = [
      ...temporaryFolders(sandbox, places),
      ...[...programsOf(env['PATH'] ?? ''), ...itself].map((program) => ({ ...program, writable: false })),
      ...places.shown.flatMap(({ at, ...shown }) => at.map((each) => ({ ...shown, at: each }))),
      ...[...new Set(own)].map((path) => ({ source: path, at: path, writable: true })),
      ...inHome(home, places),
      ...(agent?.changesNothing ? [{ source: sandbox.repo, at: sandbox.repo, writable: false }] : []),
    ];
    return { mounts: withFixedWays(mounts), env: chosen === undefined ? { ...env, HOME: home } : env };
  };
}

/** Sources that no command sees. */
function temporaryFolders({ workerFolder }: SandboxFolders, { hidden }: Places): Mount[] {
  const folders = [
    { source: join(workerFolder, 'tmp'), at: '/tmp', writable: true },
    { source: join(workerFolder, 'var-tmp'), at: '/var/tmp', writable: true },
  ].filter(({ at }) => hidden.includes(at));
  for (const { source } of folders) mkdirSync(source, { recursive: true });
  return folders;
}

/** Programs look for `$HOME/.npm`, wherever HOME is. */
function inHome(home: string, { shown }: Places): Mount[] {
  const depth = (way: string): number => way.split('/').length;
  const ways = shown.flatMap(({ inHome: way, ...each }) => (way === undefined || way === '' ? [] : [{ ...each, way }]));
  return ways.sort((a, b) => depth(a.way) - depth(b.way)).map(({ way, ...each }) => ({ ...each, at: join(home, way) }));
}

/** The folder, unless a command could have put a link in its place, or it holds what is hidden or the product's own. */
function whereShowable(folder: string, places: Places): string[] {
  const real = realPath(folder);
  if (real === undefined || [...places.hidden, ...places.own].some((each) => isIn(each, real))) return [];
  return isInOneOf(real, [...writableOf(places), ...places.own]) ? [] : [real];
}

const writableOf = ({ shown }: Places): string[] => shown.flatMap(({ source, writable }) => (writable ? [source] : []));

/** The links of a folder are read once; most commands of a worker have the same PATH. */
function rememberByPath(places: Places): (path: string) => readonly ShownProgram[] {
  const known = new Map<string, readonly ShownProgram[]>();
  return (path) => {
    const found = known.get(path) ?? programsOfPath(path, places);
    known.set(path, found);
    return found;
  };
}
