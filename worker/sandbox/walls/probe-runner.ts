/** Tries a runner with a real command: it must write its folder, and must see neither the worker's own folder nor a variable of the worker. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../core/text/message-of-error.ts';
import { runCommand } from '../run-command.ts';
import { createSandbox, type Sandbox } from '../sandbox.ts';
import { problemOfCommand } from '../problem-of-command.ts';
import type { Walls } from './walls.ts';

const patienceMs = 30_000;

/** The parameters are a folder that must not be there, and the name of a variable that no process may have. */
const script = `
echo written > written || exit
[ ! -e "$1" ] || echo "the worker's own folder is seen"
cat /proc/[0-9]*/environ 2> /dev/null | tr '\\0' '\\n' | grep -q "^$2=" && echo "the variables of the worker are seen"
echo done`;

/**
 * Answers why the runner cannot be used; undefined where it can.
 * @param variable one that the worker has, and its runner must not have
 */
export async function problemOfRunner(walls: Walls, variable: string): Promise<string | undefined> {
  let sandbox: Sandbox | undefined;
  try {
    sandbox = createSandbox(undefined, walls);
    return await tryIn(sandbox, variable);
  } catch (error) {
    return messageOf(error);
  } finally {
    await sandbox?.remove();
  }
}

async function tryIn(sandbox: Sandbox, variable: string): Promise<string | undefined> {
  mkdirSync(sandbox.repo);
  writeFileSync(join(sandbox.workerFolder, 'marker'), '');
  const argv = ['sh', '-c', script, 'sh', sandbox.workerFolder, variable];
  const env = { PATH: process.env['PATH'] ?? '' };
  let printed = '';
  const end = await runCommand({ argv, env, timeoutMs: patienceMs, signal: new AbortController().signal }, sandbox, {
    append: (chunk) => {
      printed += chunk.toString();
    },
  });
  const problem = problemOfCommand(end);
  if (problem !== undefined) return `${problem} ${printed}`.trim().slice(-500);
  if (printed.trim() !== 'done') {
    return (
      printed
        .replace(/done\n$/, '')
        .trim()
        .slice(-500) || 'a command printed nothing'
    );
  }
  const written = readFileSync(join(sandbox.repo, 'written'), 'utf8');
  return written === 'written\n' ? undefined : 'its work folder is not the one of the worker';
}
