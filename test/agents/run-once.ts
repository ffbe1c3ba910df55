/** Starts a real agent program once, as the worker would, with an environment of its own. */
import { execa } from 'execa';

export interface Start {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin: string;
  /** Ends the program with SIGTERM once this is true for what it has printed on standard output. */
  readonly endWhen?: (stdout: string) => boolean;
  /** Milliseconds, after which it is killed. */
  readonly timeoutMs: number;
}

export interface End {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export async function runOnce({ argv: [file = '', ...args], env, cwd, stdin, endWhen, timeoutMs }: Start): Promise<End> {
  const began = performance.now();
  const child = execa(file, args, {
    ...{ cwd, env, extendEnv: false, input: stdin, reject: false, stripFinalNewline: false },
    ...{ timeout: timeoutMs, killSignal: 'SIGKILL', detached: true },
  });
  const look = setInterval(() => {
    if (endWhen?.(seen)) child.kill('SIGTERM');
  }, 200);
  let seen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
  });
  const { exitCode, stdout, stderr } = await child;
  clearInterval(look);
  return { exitCode: exitCode ?? null, stdout, stderr, seconds: (performance.now() - began) / 1000 };
}
