/** Commands of a worker whose runner is in a container of its own. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, type Command, type CommandEnd } from '../../../worker/sandbox/run-command.ts';
import { createSandbox, type Sandbox } from '../../../worker/sandbox/sandbox.ts';
import { createRunnerWalls, type RunnerSetup } from '../../../worker/sandbox/walls/runner-walls.ts';
import { startRunnerContainer, whyNoContainers, workerVariables } from './as-containers.ts';

/** `test`, or `test.skip` with a sentence where this machine cannot play containers. */
export function testWithContainers(file: string): jest.It {
  const why = whyNoContainers();
  if (why === undefined) return test;
  process.stderr.write(`SKIPPED ${file}: ${why}\n`);
  return test.skip;
}

/** The folders of a worker: one that its runner sees, one of its own. */
export function foldersOfWorker() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bgagent-test-runner-')));
  const [workDir, privateDir] = [join(root, 'work'), join(root, 'private')];
  for (const folder of [workDir, privateDir]) mkdirSync(folder);
  return {
    ...{ root, workDir, privateDir },
    environment: { ...process.env, ...workerVariables(workDir, privateDir) },
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export interface Printed {
  readonly end: CommandEnd;
  readonly stdout: string;
  readonly stderr: string;
}

/** A runner, walls, and a sandbox. `close` ends all of it. */
export async function startRunnerBench(given: Pick<RunnerSetup, 'silenceMs'> = {}) {
  const folders = foldersOfWorker();
  const { workDir, privateDir, environment } = folders;
  const container = await startRunnerContainer({ workDir });
  const roots = { shared: workDir, own: privateDir };
  const walls = createRunnerWalls({ socket: container.socket, roots, environment, ...given });
  const sandboxes: Sandbox[] = [];
  const sandbox = (): Sandbox => {
    const made = createSandbox(undefined, walls);
    mkdirSync(made.repo);
    sandboxes.push(made);
    return made;
  };
  const first = sandbox();
  return {
    ...{ ...folders, container, walls, newSandbox: sandbox, sandbox: first },
    /** Runs a script. @param onPrinted is told all that it printed, after each piece */
    async run(script: string, more: Partial<Command> & { onPrinted?: (text: string) => void } = {}): Promise<Printed> {
      const { onPrinted, signal = new AbortController().signal, env = {}, ...others } = more;
      const said = { stdout: '', stderr: '' };
      const command: Command = {
        ...{ argv: ['sh', '-c', script], timeoutMs: 120_000, ...others, signal },
        env: { PATH: process.env['PATH'] ?? '', ...env },
      };
      const end = await runCommand(command, first, {
        append(chunk, from) {
          said[from] += chunk.toString();
          onPrinted?.(said[from]);
        },
      });
      return { end, ...said };
    },
    async close() {
      await container.stop();
      for (const each of sandboxes) await each.remove();
      folders.remove();
    },
  };
}

export type RunnerBench = Awaited<ReturnType<typeof startRunnerBench>>;
