/**
 * Runs the CLI inside the test's own process: its `main` with streams, variables and folder of its own. That takes a tenth of the
 * time of a process; the launcher, signals and terminals need a real one (run-cli.ts).
 */
import { Readable, Writable } from 'node:stream';
import { main } from '../../cli/main.ts';
import type { Ended } from './run-cli.ts';

export interface InProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard input; a stream where it comes later. */
  readonly input?: string | Readable;
  /** Called with all of standard error whenever more of it was written. */
  readonly onStderr?: (text: string) => void;
}

export async function runInProcess(
  args: readonly string[],
  { cwd, env, input = '', onStderr }: InProcessOptions,
): Promise<Ended> {
  const [stdout, stderr] = [new Sink(), new Sink(onStderr)];
  const restore = [
    replace('stdin', typeof input === 'string' ? Readable.from([input]) : input),
    replace('stdout', stdout),
    replace('stderr', stderr),
    replace('env', { ...process.env, ...env }),
    replace('exitCode', undefined),
  ];
  const before = process.cwd();
  process.chdir(cwd);
  try {
    await main(args);
    return { code: Number(process.exitCode ?? 0), stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.chdir(before);
    for (const back of restore) back();
  }
}

/** Keeps everything that is written to it. It is no terminal. */
class Sink extends Writable {
  text = '';
  private readonly onWrite: ((text: string) => void) | undefined;

  constructor(onWrite?: (text: string) => void) {
    super();
    this.onWrite = onWrite;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.onWrite?.(this.text);
    done();
  }
}

/** Replaces a property of `process`, and returns the way back. */
function replace(name: 'stdin' | 'stdout' | 'stderr' | 'env' | 'exitCode', value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(process, name);
  Object.defineProperty(process, name, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(process, name);
    else Object.defineProperty(process, name, own);
  };
}
