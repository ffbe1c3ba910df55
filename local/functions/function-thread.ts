/** The program of the thread that the functions share: loads their bundles, as Lambda does, and answers invocations. */
import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { errorOf } from '../error-facts.ts';
import { releaseWhatTheStartLeft } from '../own-heap.ts';
import type { HostedFunction, Invocation, MessageFromThread, MessageToThread, Thrown } from './function-messages.ts';
import { currentFunction, separateSurroundings, within } from './own-surroundings.ts';

type Handler = (event: unknown, context: object) => unknown;

interface LoadedFunction {
  readonly name: string;
  readonly environment: Record<string, string | undefined>;
  /** @throws what the bundle threw while it was loaded */
  readonly handler: Promise<Handler>;
}

const port = parentPort;
if (port === null) throw new Error('function-thread.ts runs only in a thread that the embedded runtime starts.');
const tell = (message: MessageFromThread): void => {
  port.postMessage(message);
};

separateSurroundings((text, name) => {
  tell({ kind: 'output', function: name, text });
});
// The error ends the thread. Only here is it known whose error it is.
process.on('uncaughtExceptionMonitor', (error) => {
  tell({ kind: 'output', function: currentFunction(), text: `${thrown(error).trace}\n` });
});

const functions = new Map<string, LoadedFunction>();
port.on('message', (message: MessageToThread) => {
  if (message.kind === 'ping') tell({ kind: 'pong' });
  else if (message.kind === 'load') void loadAll(message.functions);
  else void invoke(message).then(tell);
});

/** One after another, so that the first function that did not load is the one that broke the thread, if one does. */
async function loadAll(hosted: readonly HostedFunction[]): Promise<void> {
  let before: Promise<unknown> = Promise.resolve();
  for (const { name, environment: given, ...code } of hosted) {
    const environment = { ...given };
    const handler = before.then(() => within({ name, environment }, () => loadHandler(code)));
    functions.set(name, { name, environment, handler });
    before = handler.catch(() => undefined);
  }
  for (const { name, handler } of functions.values()) {
    await handler.then(
      () => {
        tell({ kind: 'loaded', function: name });
      },
      (error: unknown) => {
        tell({ kind: 'not-loaded', function: name, ...thrown(error) });
      },
    );
  }
  // A thread that is ended from outside would not write it.
  flushCompileCache();
  releaseWhatTheStartLeft();
}

async function loadHandler({ file, handler: name }: Pick<HostedFunction, 'file' | 'handler'>): Promise<Handler> {
  // The namespace object of a module has its exports by name, of any type.
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const exported = module[name];
  if (typeof exported !== 'function') throw new Error(`${file} exports no function "${name}".`);
  // By Lambda's contract a handler takes an event and a context.
  return exported as Handler;
}

async function invoke(invocation: Invocation): Promise<MessageFromThread> {
  const { id, function: name } = invocation;
  try {
    const known = functions.get(name);
    if (known === undefined) throw new Error(`The thread has no function ${name}.`);
    const handler = await known.handler;
    const result = await within(known, () => handler(JSON.parse(invocation.event), contextOf(invocation)));
    return { kind: 'result', id, result: JSON.stringify(result ?? null) };
  } catch (error) {
    return { kind: 'failure', id, function: name, ...thrown(error) };
  }
}

function thrown(error: unknown): Thrown {
  const { name: errorType, message: errorMessage, stack: trace = errorMessage } = errorOf(error);
  return { errorType, errorMessage, trace };
}

function contextOf({ id, function: name, deadline }: Invocation): object {
  return {
    awsRequestId: id,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env['AWS_REGION'] ?? ''}:000000000000:function:${name}`,
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}
