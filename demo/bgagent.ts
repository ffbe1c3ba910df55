/** The product as its users have it: the binary `bgagent`, with settings of its own. */
import { join } from 'node:path';
import { execa } from 'execa';
import type { Workspace } from './workspace.ts';

export const binary = join(import.meta.dirname, '..', 'cli', 'bgagent.js');

export interface Bgagent {
  /** Runs a command that talks to the person, and returns its exit code. */
  show(args: readonly string[]): Promise<number>;
  /** Runs a command and returns what it printed. @throws ExecaError when it exits with another code than 0 */
  read(args: readonly string[]): Promise<string>;
}

/** @param signal ends a command that runs */
export function bgagentIn(workspace: Workspace, signal: AbortSignal): Bgagent {
  const options = {
    cwd: workspace.folder,
    env: environmentOf(workspace),
    extendEnv: false,
    stdin: 'ignore',
    cancelSignal: signal,
  } as const;
  return {
    async show(args) {
      const run = await execa(process.execPath, [binary, ...args], {
        ...options,
        stdout: 'inherit',
        stderr: 'inherit',
        reject: false,
      });
      signal.throwIfAborted();
      return run.exitCode ?? 1;
    },
    async read(args) {
      const run = await execa(process.execPath, [binary, ...args], options);
      return run.stdout;
    },
  };
}

/** The caller's environment without what would lead to another installation. */
export function environmentOf({ config, temporary }: Workspace): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('BGAGENT_') && !name.startsWith('AWS_'));
  return { ...Object.fromEntries(own), BGAGENT_CONFIG_DIR: config, TMPDIR: temporary };
}
