/** The walls of a worker whose environment names a runner. Refuses the settings of worker.yaml that these walls cannot keep, all at once. */
import { isAbsolute, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../../core/text/message-of-error.ts';
import { hasHomeOfWorker, homeNeedsNone, type WorkerConfig } from '../../../contracts/worker-config.ts';
import { runnerVariables } from './agent-home.ts';
import { problemOfRunner } from './probe-runner.ts';
import { createRunnerWalls, get, type RunnerPlace } from './runner-walls.ts';
import { UnusableWalls } from './unusable-walls.ts';
import type { Walls } from './walls.ts';

const { socket: socketVariable, shared, own } = runnerVariables;

export const needsRunner = `"runner" needs ${socketVariable}, ${shared} and ${own}, as a task on Fargate has them; on a machine use bubblewrap`;

/** Undefined where the environment names no runner. @throws UnusableWalls where it says only a part */
export function runnerPlaceOf(environment: NodeJS.ProcessEnv): RunnerPlace | undefined {
  const [socket, work, kept] = [socketVariable, shared, own].map((name) => environment[name] ?? '');
  if (!socket) return undefined;
  const problems = [
    ...[socket, work, kept].flatMap((path, index) => problemOfPath([socketVariable, shared, own][index] ?? '', path ?? '')),
    ...(work && kept && isWithin(kept, work) ? [`${own} must not lie in ${shared}, which commands see.`] : []),
    ...(work && !isWithin(socket, work) ? [`${socketVariable} must lie in ${shared}, which the two containers share.`] : []),
  ];
  if (problems.length > 0) throw new UnusableWalls(['sandbox'], problems.join(' '));
  return { socket, roots: { shared: work ?? '', own: kept ?? '' } };
}

const problemOfPath = (name: string, path: string): string[] =>
  isAbsolute(path) ? [] : [`${name} must be set to an absolute path, because ${socketVariable} is set.`];

const isWithin = (path: string, folder: string): boolean => !relative(folder, path).startsWith('..');

/** @throws UnusableWalls */
export async function chooseRunner(place: RunnerPlace, settings: RunnerSettings): Promise<Walls> {
  const [first, ...others] = refused(settings.config);
  if (first) throw new UnusableWalls(first.path, first.message, others);
  const walls = createRunnerWalls({ ...place, environment: settings.environment });
  const problem = (await problemOfStart(place)) ?? (await problemOfRunner(walls, own));
  if (problem === undefined) return walls;
  throw new UnusableWalls(['sandbox'], `the runner at ${place.socket} cannot be used: ${problem}`);
}

interface RunnerSettings {
  readonly config: WorkerConfig;
  readonly environment: NodeJS.ProcessEnv;
}

const ofNetwork = 'the network of a task is closed by its security group, not by its worker';
const ofImage = 'commands see the image of the runner and their work folder; put it into the image';

/** Settings that these walls cannot keep. */
function refused({ sandbox, network, allow_hosts: hosts, caches, read_only: readOnly, agents }: WorkerConfig): UnusableWalls[] {
  const given = `${socketVariable} is set, so commands run in the container of the runner`;
  const problems: UnusableWalls[] = [];
  const refuse = (path: UnusableWalls['path'], message: string): void => {
    problems.push(new UnusableWalls(path, message));
  };
  if (sandbox !== undefined && sandbox !== 'runner') {
    refuse(['sandbox'], `"${sandbox}" cannot be kept: ${given}. Leave it out, or say runner`);
  }
  if (network === 'off' || network === 'list') refuse(['network'], `"${network}" cannot be kept: ${given}, and ${ofNetwork}`);
  if (hosts.length > 0) refuse(['allow_hosts'], `cannot be kept: ${given}, and ${ofNetwork}`);
  if (caches.length > 0) refuse(['caches'], `cannot be kept: ${given}. There, ${ofImage}`);
  if (readOnly.length > 0) refuse(['read_only'], `cannot be kept: ${given}. There, ${ofImage}`);
  for (const [name, agent] of Object.entries(agents)) {
    if (hasHomeOfWorker(agent)) refuse(['agents', name, 'home'], homeNeedsNone);
  }
  return problems;
}

/** Both containers start at the same time, milliseconds. */
const startMs = 60_000;

async function problemOfStart({ socket }: RunnerPlace): Promise<string | undefined> {
  for (const giveUp = Date.now() + startMs; ;) {
    try {
      await get(socket, '/health', 5_000);
      return undefined;
    } catch (error) {
      if (Date.now() > giveUp) return `it does not answer (${messageOf(error)})`;
    }
    await pause(200);
  }
}
