/**
 * Walls by a second container: commands run there (worker/runner), with nothing of this one but the shared folder. A small program stands for
 * each command here (relay-command.js). Invariant: the variables of a command are in no command line and in no folder that commands see.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonOrUndefined } from '../../../core/text/json-or-undefined.ts';
import { messageOf } from '../../../core/text/message-of-error.ts';
import { commandEnded, type CommandRequest } from '../../runner/protocol.ts';
import type { CommandEnd } from '../command-end.ts';
import { agentHome } from './agent-home.ts';
import { realPath } from './real-path.ts';
import type { SandboxFolders, SandboxRoots, Walls, WallsRequest } from './walls.ts';

/** Where a runner is. */
export interface RunnerPlace {
  readonly socket: string;
  readonly roots: SandboxRoots;
}

export interface RunnerSetup extends RunnerPlace {
  /** The worker's own environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** How long the runner may say nothing before it counts as lost, milliseconds. Absent: 40 s. */
  readonly silenceMs?: number;
}

const relay = join(import.meta.dirname, 'relay-command.js');
/** Longer than the runner itself waits for the end of a process. */
const defaultSilenceMs = 40_000;

export function createRunnerWalls(setup: RunnerSetup): Walls {
  const { silenceMs = defaultSilenceMs } = setup;
  return {
    kind: 'runner',
    endsProcesses: true,
    roots: setup.roots,
    wrap(asked, sandbox) {
      const id = randomUUID();
      const folder = join(sandbox.workerFolder, `command-${id}`);
      mkdirSync(folder, { mode: 0o700 });
      const [requestFile, endFile] = [join(folder, 'request.json'), join(folder, 'end.json')];
      const env = { ...asked.env, HOME: homeOf(asked, sandbox, setup.environment) };
      const given: Omit<CommandRequest, 'stdin'> = { id, argv: [...asked.argv], env, cwd: sandbox.repo };
      writeFileSync(requestFile, JSON.stringify(given), { mode: 0o600 });
      return Promise.resolve({
        argv: [process.execPath, relay, setup.socket, requestFile, endFile, String(silenceMs)],
        env: {},
        leave: () => {
          rmSync(folder, { recursive: true, force: true });
        },
        endElsewhere: () => endOf(endFile, () => waitForEnd(setup.socket, { id, silenceMs })),
      });
    },
    close: () => undefined,
  };
}

/** @throws an error that names what an earlier command left in the way */
function homeOf({ agent, env }: WallsRequest, sandbox: SandboxFolders, environment: NodeJS.ProcessEnv): string {
  const ofTask = join(sandbox.folder, 'home');
  mkdirSync(ofTask, { recursive: true });
  if (realPath(ofTask) !== ofTask) throw new Error(`${ofTask} must be a folder and no link.`);
  if (!agent) return ofTask;
  const { HOME: chosen } = env;
  // The operator may have chosen another one, in the image of the runner.
  return chosen === undefined || chosen === environment['HOME'] ? agentHome(environment, agent.name) : chosen;
}

const lost = z.strictObject({ kind: z.literal('lost'), why: z.string() });

/** @param killed resolves when the runner has killed it */
async function endOf(endFile: string, killed: () => Promise<void>): Promise<CommandEnd | undefined> {
  const written = readEnd(endFile);
  if (written === undefined) {
    // The relay was killed. The runner sees that, and kills the command.
    await killed();
    return undefined;
  }
  if (written.kind === 'lost') throw new Error(`the command was lost: ${written.why}`);
  return written;
}

function readEnd(file: string): z.infer<typeof commandEnded | typeof lost> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const parsed = z.union([commandEnded, lost]).safeParse(jsonOrUndefined(text));
  return parsed.success ? parsed.data : { kind: 'lost', why: 'the runner told no end that there is' };
}

interface Killed {
  readonly id: string;
  readonly silenceMs: number;
}

async function waitForEnd(socket: string, { id, silenceMs }: Killed): Promise<void> {
  try {
    await get(socket, `/ended/${id}`, silenceMs);
  } catch (error) {
    throw new Error(`it is not known whether the command has ended: ${messageOf(error)}`, { cause: error });
  }
}

/** Resolves once the runner answers. @throws an error that says why it does not */
export function get(socketPath: string, path: `/ended/${string}` | '/health', timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, signal: AbortSignal.timeout(timeout) }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) resolve();
      else reject(new Error(`HTTP ${answer.statusCode ?? 0}`));
    });
    asked.once('error', reject);
    asked.end();
  });
}
