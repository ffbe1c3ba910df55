/** Starts a process of the soak that answers questions. It ends with the soak at the latest. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { closeInTheEnd } from '../setup/leave-nothing.ts';
import { fromChild, type FromChild, type Question } from './messages.ts';

const hook = join(import.meta.dirname, 'heap-on-demand.ts');

type Answer<Kind> = Extract<FromChild, { kind: Kind }>;

export interface Child {
  readonly pid: number;
  /** Resolves with the next message of that kind. @throws Error with the process's error output when it ends before */
  next<Kind extends FromChild['kind']>(kind: Kind): Promise<Answer<Kind>>;
  ask<Kind extends Question>(kind: Kind): Promise<Answer<Kind>>;
  stop(): Promise<void>;
}

export function startChild(script: string, args: readonly string[], env: Readonly<Record<string, string>>): Child {
  const child = fork(script, args, {
    execArgv: ['--expose-gc', '--import', hook],
    env: { ...process.env, ...env },
    // The worker ends when its standard input closes.
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
  });
  const errorOutput: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errorOutput.splice(0, errorOutput.length - 20, chunk.toString()));
  const ended = once(child, 'close');
  const stop = closeInTheEnd(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const next = async <Kind extends FromChild['kind']>(kind: Kind): Promise<Answer<Kind>> => {
    const answer = Promise.withResolvers<Answer<Kind>>();
    const receive = (message: unknown): void => {
      const told = fromChild.parse(message);
      // The kind tells the type of a message.
      if (told.kind === kind) answer.resolve(told as Answer<Kind>);
    };
    child.on('message', receive);
    try {
      return await Promise.race([
        answer.promise,
        ended.then(() => Promise.reject(new Error(`${script} ended: ${errorOutput.join('')}`))),
      ]);
    } finally {
      child.off('message', receive);
    }
  };
  const ask = <Kind extends Question>(kind: Kind): Promise<Answer<Kind>> => {
    child.send(kind);
    return next(kind);
  };
  if (child.pid === undefined) throw new Error(`${script} could not be started.`);
  return { pid: child.pid, next, ask, stop };
}
