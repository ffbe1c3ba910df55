/**
 * Gives each function of the thread its own environment and its own log, although all of them run in one thread: `process.env`
 * and the standard streams are those of the function that runs now. That is known at every moment, also behind an `await`, in a
 * timer and while a bundle loads, because the asynchronous context carries it.
 *
 * So a function reads its own variables whenever it reads them, and never one of another function. Without a function, for
 * example in a timer of Node itself, `process.env` is the environment of the thread, which has no secret of a function.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

interface Surroundings {
  readonly name: string;
  readonly environment: Record<string, string | undefined>;
}

const current = new AsyncLocalStorage<Surroundings>();

/** The name of the function that runs now. */
export const currentFunction = (): string | undefined => current.getStore()?.name;

/** Runs a function, or loads its bundle, in its surroundings. */
export const within = <T>(surroundings: Surroundings, run: () => T): T => current.run(surroundings, run);

/** @param output takes what is written, with the name of the function that writes it */
export function separateSurroundings(output: (text: string, name: string | undefined) => void): void {
  process.env = environmentOfCurrent(process.env);
  const write = writeTo((text) => {
    output(text, currentFunction());
  });
  Object.assign(process.stdout, { write });
  Object.assign(process.stderr, { write });
}

/** An object that passes every access on to the environment of the current function. */
function environmentOfCurrent(ofThread: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment = (): NodeJS.ProcessEnv => current.getStore()?.environment ?? ofThread;
  return new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_none, name) => Reflect.get(environment(), name) as unknown,
      has: (_none, name) => Reflect.has(environment(), name),
      // As in an environment of Node, every value is a text.
      set: (_none, name, value) => Reflect.set(environment(), name, String(value)),
      deleteProperty: (_none, name) => Reflect.deleteProperty(environment(), name),
      ownKeys: () => Reflect.ownKeys(environment()),
      getOwnPropertyDescriptor: (_none, name) => Reflect.getOwnPropertyDescriptor(environment(), name),
    },
  );
}

type Done = () => void;

/** The method `write` of a stream: the second argument may be the callback. */
function writeTo(take: (text: string) => void) {
  return (chunk: string | Uint8Array, encoding?: string | Done, callback?: Done): boolean => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = typeof encoding === 'function' ? encoding : callback;
    // A stream never calls back before `write` has returned.
    if (done !== undefined) queueMicrotask(done);
    return true;
  };
}
