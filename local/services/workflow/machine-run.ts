/** Runs a compiled machine in memory, with a run of its own for each child of a Distributed Map. */
import * as z from 'zod';
import type { CompiledMachine, WaitingTask } from './compiled-machine.ts';
import { errorOf } from '../../error-facts.ts';
import { StateEntry } from './state-entry.ts';
import { TaskFailure, type TaskTokens } from './task-tokens.ts';

export interface RunOptions {
  readonly tokens: TaskTokens;
  /** Calls the function that a task names. */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  /** The fields of the context object `$$` besides State and Task. */
  readonly context: Readonly<Record<string, object>>;
}

export interface MachineRun {
  /** Rejects with an error of the engine when the run fails or is aborted. */
  readonly result: Promise<unknown>;
  readonly abort: () => void;
}

type Json = Parameters<CompiledMachine['engine']['run']>[0];
type Handler = (input: Json) => Promise<Json>;

const invokeInput = z.object({ FunctionName: z.string(), Payload: z.unknown() });

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
    // After a stop the engine still calls this for the remaining items. No child may start then, because none would be stopped.
    handlers[name] = async (item) =>
      stop.signal.aborted ? null : runChild(runMachine(child.machine, item, options), child.tolerant, stop.signal);
  }
  // The input comes from JSON.parse, or is an item of such an input.
  const execution = machine.engine.run(input as Json, { context, overrides: { taskResourceLocalHandlers: handlers } });
  void drain(execution.eventLogs);
  const result = execution.result.finally(() => {
    // Ends the tasks and children that are left when a run fails, times out or is stopped.
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

/** Reads the events of a run and drops them: the engine keeps every event until it is read. */
async function drain(events: AsyncIterable<unknown>): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}

/** The run that a task belongs to. */
interface TaskInRun {
  readonly options: RunOptions;
  readonly entry: StateEntry;
  readonly signal: AbortSignal;
}

/** One attempt at a task: calls the function, and waits until the token is answered, the time is over, or the run is stopped. */
async function runTask(task: WaitingTask, parameters: Json, { options, entry, signal }: TaskInRun): Promise<Json> {
  // The engine does nothing more with the answers of a run that was stopped.
  if (signal.aborted) return null;
  const token = z.string().parse(valueAt(task.tokenPath, parameters));
  const stopped = Promise.withResolvers<null>();
  const onAbort = (): void => {
    stopped.resolve(null);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () => {
      // This only cleans up. The timer of the engine, which was set after this one, fails the state.
      options.tokens.drop(token);
      entry.failed(task.state, 'States.Timeout');
      signal.removeEventListener('abort', onAbort);
    },
    timeoutMs(task, parameters),
  );
  try {
    const answer = options.tokens.answer(token);
    callFunction(parameters, token, options);
    const output = await Promise.race([answer, stopped.promise]);
    entry.succeeded();
    // The answer was parsed from JSON.
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

const valueAt = (path: readonly string[], parameters: unknown): unknown =>
  path.reduce<unknown>((value, key) => z.record(z.string(), z.unknown()).parse(value)[key], parameters);

function timeoutMs({ state, timeoutPath }: WaitingTask, parameters: Json): number {
  const seconds = timeoutPath === undefined ? (state.TimeoutSeconds ?? 0) : z.number().parse(valueAt(timeoutPath, parameters));
  return seconds * 1_000;
}

/** Calls the function without waiting for its result. An error of the function fails the task, unless its token has an answer. */
function callFunction(parameters: Json, token: string, options: RunOptions): void {
  const { FunctionName, Payload } = invokeInput.parse(parameters);
  options.invoke(FunctionName, Payload).catch((error: unknown) => {
    const known = errorOf(error);
    options.tokens.fail(token, known.name, JSON.stringify({ errorType: known.name, errorMessage: known.message }));
  });
}

async function runChild(run: MachineRun, tolerant: boolean, signal: AbortSignal): Promise<Json> {
  signal.addEventListener('abort', run.abort, { once: true });
  try {
    // The output of a machine is JSON.
    return (await run.result) as Json;
  } catch (error) {
    if (tolerant || signal.aborted) return null;
    const { name, message } = reasonOf(error);
    throw new TaskFailure(name, message);
  } finally {
    signal.removeEventListener('abort', run.abort);
  }
}

/** The error that failed a run: the engine wraps the error of a state as its cause. */
export function reasonOf(error: unknown): Error {
  const { cause } = errorOf(error);
  return cause instanceof Error ? cause : errorOf(error);
}
