import * as z from 'zod';
import type { CompiledMachine, WaitingTask } from './compiled-machine.ts';
import { StateEntry } from './state-entry.ts';
import { TaskFailure, type TaskTokens } from './task-tokens.ts';

/** What a run needs of its surroundings. */
export interface RunOptions {
  readonly tokens: TaskTokens;
  /** Calls the function that a task names. */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  /** What `$$` says besides State and Task. */
  readonly context: Readonly<Record<string, object>>;
}

export interface MachineRun {
  /** @throws the engine's errors when the run fails or is aborted */
  readonly result: Promise<unknown>;
  readonly abort: () => void;
}

type Json = Parameters<CompiledMachine['engine']['run']>[0];
type Handler = (input: Json) => Promise<Json>;

const invokeInput = z.object({ FunctionName: z.string(), Payload: z.unknown() });

/** Runs a machine, and for each item of a Distributed Map a child, in memory. */
export function runMachine(machine: CompiledMachine, input: unknown, options: RunOptions): MachineRun {
  const stop = new AbortController();
  const entry = new StateEntry();
  const context = {
    ...options.context,
    State: {
      get EnteredTime() {
        return entry.enteredTime;
      },
      get RetryCount() {
        return entry.retryCount;
      },
    },
    Task: {
      get Token() {
        return options.tokens.mint();
      },
    },
  };
  const handlers: Record<string, Handler> = {};
  for (const [name, task] of machine.tasks) {
    handlers[name] = (parameters) => runTask(task, parameters, { options, entry, signal: stop.signal });
  }
  for (const [name, child] of machine.children) {
    // The engine goes through the rest of the items of a run that was stopped: nothing may start for them, as nobody would stop it.
    handlers[name] = async (item) =>
      stop.signal.aborted ? null : runChild(runMachine(child.machine, item, options), child.tolerant, stop.signal);
  }
  // Inputs come from JSON.parse.
  const execution = machine.engine.run(input as Json, { context, overrides: { taskResourceLocalHandlers: handlers } });
  void drain(execution.eventLogs);
  const result = execution.result.finally(() => {
    // Whatever is left of a run that failed, timed out or was stopped ends with it.
    stop.abort();
  });
  result.catch(() => undefined);
  return {
    result,
    abort: () => {
      execution.abort();
      stop.abort();
    },
  };
}

/** The engine keeps every event until it is read. */
async function drain(events: AsyncIterable<unknown>): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}

interface TaskInRun {
  readonly options: RunOptions;
  readonly entry: StateEntry;
  readonly signal: AbortSignal;
}

/** One attempt at a task: calls the function, then waits for the answer to its token. */
async function runTask(task: WaitingTask, parameters: Json, { options, entry, signal }: TaskInRun): Promise<Json> {
  // A run that was stopped goes nowhere, whatever this answers.
  if (signal.aborted) return null;
  const token = z
    .string()
    .parse(task.tokenPath.reduce<unknown>((value, key) => z.record(z.string(), z.unknown()).parse(value)[key], parameters));
  const stopped = Promise.withResolvers<null>();
  const onAbort = (): void => {
    stopped.resolve(null);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    // The engine's own timer, set after this one, fails the state.
    options.tokens.drop(token);
    entry.failed(task.state, 'States.Timeout');
    signal.removeEventListener('abort', onAbort);
  }, timeoutMs(task));
  try {
    const answer = options.tokens.answer(token);
    callFunction(parameters, token, options);
    const output = await Promise.race([answer, stopped.promise]);
    entry.succeeded();
    // An answer is JSON text that was parsed.
    return output as Json;
  } catch (error) {
    entry.failed(task.state, error instanceof Error ? error.name : 'States.TaskFailed');
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    options.tokens.drop(token);
  }
}

const timeoutMs = ({ state }: WaitingTask): number => (state.TimeoutSeconds ?? 0) * 1_000;

/** A function that fails fails its task, unless the token was answered before. */
function callFunction(parameters: Json, token: string, options: RunOptions): void {
  const { FunctionName, Payload } = invokeInput.parse(parameters);
  options.invoke(FunctionName, Payload).catch((error: unknown) => {
    const known = error instanceof Error ? error : new Error(String(error));
    options.tokens.fail(token, known.name, JSON.stringify({ errorType: known.name, errorMessage: known.message }));
  });
}

async function runChild(run: MachineRun, tolerant: boolean, signal: AbortSignal): Promise<Json> {
  signal.addEventListener('abort', run.abort, { once: true });
  try {
    // What a machine answers is JSON.
    return (await run.result) as Json;
  } catch (error) {
    if (tolerant || signal.aborted) return null;
    const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : new Error(String(error));
    throw new TaskFailure(cause.name, cause.message);
  } finally {
    signal.removeEventListener('abort', run.abort);
  }
}
