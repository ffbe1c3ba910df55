/**
 * A process namespace: all that a command starts ends when the command does, or when its worker is gone, whatever it did to be
 * left alone, and it sees no other process. Linux gives one to who may ask for it, root as a rule; where it does not, what a
 * command left behind is looked for (process-tree.ts).
 */
import { spawnSync } from 'node:child_process';
import which from 'which';

const patienceMs = 10_000;
/** What stands before a command; null where this process may give no namespace. */
let known: readonly string[] | null | undefined;

/** Whether this process may give its commands a namespace: tried, once. */
export const hasProcessNamespace = (): boolean => prefix() !== null;

/** The command that runs another one in a namespace of its own. A signal that ends it there is told as exit code 128 + its number. */
export const inNamespace = (argv: readonly string[]): readonly string[] => [...(prefix() ?? []), ...argv];

function prefix(): readonly string[] | null {
  if (known === undefined) {
    const tried = makePrefix();
    known = tried && works(tried) ? tried : null;
  }
  return known;
}

/** Programs by their place: the command may have a PATH of its own. */
function makePrefix(): readonly string[] | undefined {
  const [setpriv, unshare, sh] = ['setpriv', 'unshare', 'sh'].map((name) => which.sync(name, { nothrow: true }));
  if (!setpriv || !unshare || !sh) return undefined;
  return [
    // The kernel ends `unshare` with the worker, and with `unshare` the first process of the namespace, and so all of them.
    ...[setpriv, '--pdeathsig', 'KILL', '--'],
    ...[unshare, '--pid', '--fork', '--kill-child', '--mount-proc', '--'],
    // The first process of a namespace has to wait for orphans, and signals without a handler do not reach it: a shell is that,
    // so that the command is a usual process. The second statement keeps the shell from becoming the command.
    ...[sh, '-c', '"$@"; exit $?', 'sh'],
  ];
}

function works([file = '', ...args]: readonly string[]): boolean {
  return spawnSync(file, [...args, 'true'], { stdio: 'ignore', timeout: patienceMs }).status === 0;
}
