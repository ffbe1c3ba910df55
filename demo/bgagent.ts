/** Runs the binary `bgagent` as its users do, with a config folder of the demo. */
import { join } from 'node:path';
import { execa } from 'execa';
import type { Workspace } from './workspace.ts';

export const binary = join(import.meta.dirname, '..', 'cli', 'bgagent.js');

export interface Bgagent {
  /** Runs a command with its output on the terminal, and returns its exit code. */
  show(args: readonly string[]): Promise<number>;
  /** Runs a command and returns its standard output. @throws ExecaError when it exits with another code than 0 */
  read(args: readonly string[]): Promise<string>;
}

/** @param signal ends a running command */
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

/** The environment of the demo, without the variables that name another installation. */
export function environmentOf({ config, temporary }: Workspace): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('BGAGENT_') && !name.startsWith('AWS_'));
  return { ...Object.fromEntries(own), BGAGENT_CONFIG_DIR: config, TMPDIR: temporary };
}
