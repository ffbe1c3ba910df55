/** Starts a real agent program once, as the worker would, with an environment of its own. */
import { execa } from 'execa';

export interface Start {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin: string;
  /** Ends the program with SIGTERM, so many milliseconds after this is true for what it has printed on standard output. */
  readonly endWhen?: { readonly isSo: (stdout: string) => boolean; readonly afterMs: number };
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
    if (!endWhen?.isSo(seen)) return;
    clearInterval(look);
    setTimeout(() => child.kill('SIGTERM'), endWhen.afterMs);
  }, 50);
  let seen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
  });
  const { exitCode, stdout, stderr } = await child;
  clearInterval(look);
  return { exitCode: exitCode ?? null, stdout, stderr, seconds: (performance.now() - began) / 1000 };
}
