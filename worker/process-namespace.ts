/**
 * A process namespace: all that a command starts ends when the command does, or when its worker is gone, whatever it did to be
 * left alone, and it sees no other process. Linux gives one to who may ask for it, root as a rule; where it does not, what a
 * command left behind is looked for (process-tree.ts).
 */
import { spawnSync } from 'node:child_process';

/** The kernel ends `unshare` with the worker, and with `unshare` the first process of the namespace, and so all of them. */
const program = ['setpriv', '--pdeathsig', 'KILL', '--', 'unshare', '--pid', '--fork', '--kill-child', '--mount-proc', '--'];
/**
 * The first process of a namespace has to wait for orphans, and signals without a handler do not reach it: a shell is that,
 * so that the command is a usual process. The second statement keeps the shell from becoming the command.
 */
const first = ['sh', '-c', '"$@"; exit $?', 'sh'];

const patienceMs = 10_000;
let known: boolean | undefined;

/** Whether this process may give its commands a namespace: tried, once. */
export function hasProcessNamespace(): boolean {
  known ??= tryIt();
  return known;
}

function tryIt(): boolean {
  const [file = '', ...args] = inNamespace(['true']);
  return spawnSync(file, args, { stdio: 'ignore', timeout: patienceMs }).status === 0;
}

/** The command that runs another one in a namespace of its own. A signal that ends it there is told as exit code 128 + its number. */
export const inNamespace = (argv: readonly string[]): readonly string[] => [...program, ...first, ...argv];
