/**
 * Runs a command in a Linux process namespace. Every process that the command starts ends when the command ends or the worker is
 * gone, even one that left its session and group, and the command sees no other process of the machine. Creating a namespace takes
 * a right that as a rule only root has; without it, process-tree.ts searches for the processes that a command left behind.
 */
import { spawnSync } from 'node:child_process';
import which from 'which';

const patienceMs = 10_000;
/** The arguments that stand before a command; null where this process may create no namespace. */
let known: readonly string[] | null | undefined;

/** Whether this process may give its commands a namespace. The first call tries it, all later ones answer the same. */
export const hasProcessNamespace = (): boolean => prefix() !== null;

/** The command that runs another one in a namespace of its own. If a signal kills that one, the exit code is 128 + the signal's number. */
export const inNamespace = (argv: readonly string[]): readonly string[] => [...(prefix() ?? []), ...argv];

function prefix(): readonly string[] | null {
  if (known === undefined) {
    const tried = makePrefix();
    known = tried && works(tried) ? tried : null;
  }
  return known;
}

/** Programs with their full paths, because the command may have a PATH of its own. */
function makePrefix(): readonly string[] | undefined {
  const [setpriv, unshare, sh] = ['setpriv', 'unshare', 'sh'].map((name) => which.sync(name, { nothrow: true }));
  if (!setpriv || !unshare || !sh) return undefined;
  return [
    // When the worker ends, the kernel kills `unshare`, then the first process of the namespace, and with it all the others.
    ...[setpriv, '--pdeathsig', 'KILL', '--'],
    ...[unshare, '--pid', '--fork', '--kill-child', '--mount-proc', '--'],
    // The first process of a namespace must wait for orphans, and a signal that it has no handler for does not reach it. A shell
    // takes that part, so that the command is an ordinary process. The second statement keeps the shell from replacing itself by
    // the command.
    ...[sh, '-c', '"$@"; exit $?', 'sh'],
  ];
}

function works([file = '', ...args]: readonly string[]): boolean {
  return spawnSync(file, [...args, 'true'], { stdio: 'ignore', timeout: patienceMs }).status === 0;
}
