/** Tries walls with a real command: it must be able to write its working folder, and must not see what the walls hide. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { messageOf } from '../../../core/text/message-of-error.ts';
import { createSandbox, type Sandbox } from '../sandbox.ts';
import { proxyPort } from './network-namespaces.ts';
import type { Walls } from './walls.ts';

const patienceMs = 10_000;

/** The parameter is a folder that must not be there. */
const script = `
echo written > written || exit
[ ! -e "$1" ] || echo "the folder of the worker is seen"
cat /proc/net/dev | tail -n +3 | grep -v '^ *lo:' && echo "the network has more than a loopback"
[ "$2" = 0 ] || grep -q ":$2 " /proc/net/tcp || echo "the proxy does not listen"
echo done`;

/**
 * Answers why the walls do not hold or cannot be built; undefined where they hold.
 * @param expectsProxy whether the walls let a command reach the proxy
 */
export async function problemOfWalls(walls: Walls, root: string | undefined, expectsProxy: boolean): Promise<string | undefined> {
  const sandbox = createSandbox(root, walls);
  try {
    return await tryIn(sandbox, walls, expectsProxy);
  } catch (error) {
    return messageOf(error);
  } finally {
    await sandbox.remove();
  }
}

async function tryIn(sandbox: Sandbox, walls: Walls, expectsProxy: boolean): Promise<string | undefined> {
  mkdirSync(sandbox.repo);
  writeFileSync(join(sandbox.workerFolder, 'marker'), '');
  const port = expectsProxy ? proxyPort.toString(16).toUpperCase().padStart(4, '0') : '0';
  const argv = ['sh', '-c', script, 'sh', sandbox.workerFolder, port];
  const env = { PATH: process.env['PATH'] ?? '' };
  const within = await walls.wrap({ argv, env, say: () => undefined }, sandbox);
  if (!within) return 'sh is not on the PATH';
  const [file = '', ...args] = within.argv;
  const end = await execa(file, args, {
    cwd: sandbox.repo,
    env: within.env,
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  within.leave(end.exitCode === 0);
  if (end.all.trim() !== 'done') return end.all.trim().slice(-500) || (end.shortMessage ?? 'it printed nothing');
  const written = readFileSync(join(sandbox.repo, 'written'), 'utf8');
  return written === 'written\n' ? undefined : 'the working folder is not the one of the sandbox';
}
