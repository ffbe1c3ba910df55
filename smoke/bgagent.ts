/** Runs the command line as its users do, against one API. */
import { join } from 'node:path';
import { execa } from 'execa';
import type { z } from 'zod';

const binary = join(import.meta.dirname, '..', 'cli', 'bgagent.js');

export interface Bgagent {
  /** Runs a command with `--json` and reads what it prints. @throws Error with its last lines when it exits with another code */
  json<T>(schema: z.ZodType<T>, args: readonly string[]): Promise<T>;
  /** Runs a command that prints nothing that is read. @throws as `json` */
  run(args: readonly string[]): Promise<void>;
}

/** @param token undefined: the one that `bgagent login` stored */
export function bgagentAt(apiUrl: string, token: string | undefined): Bgagent {
  const env = { BGAGENT_API_URL: apiUrl, ...(token === undefined ? {} : { BGAGENT_TOKEN: token }) };
  const run = async (args: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [binary, ...args, '--json'], {
      env,
      stdin: 'ignore',
      reject: false,
    });
    if (exitCode === 0) return stdout;
    throw new Error(`bgagent ${args.slice(0, 3).join(' ')} ended with ${exitCode ?? 'no'} exit code: ${stderr || stdout}`);
  };
  return {
    json: async (schema, args) => schema.parse(JSON.parse(await run(args))),
    run: async (args) => {
      await run(args);
    },
  };
}
