/** The program of the thread of a function: loads the bundle, as Lambda does, and answers invocations. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { errorOf } from '../error-facts.ts';
import type { Invocation, ThreadMessage, ThreadSettings } from './function-messages.ts';

type Handler = (event: unknown, context: object) => unknown;

// function-thread-handle.ts starts this thread, and gives it exactly this.
const settings = workerData as ThreadSettings;
const port = parentPort;
if (port === null) throw new Error('function-thread.ts runs only in a thread that the embedded runtime starts.');

const handler = await loadHandler(settings);
const tell = (message: ThreadMessage): void => {
  port.postMessage(message);
};
port.on('message', (invocation: Invocation) => {
  void run(invocation).then(tell);
});
tell({ kind: 'ready' });

async function loadHandler({ file, handler: name }: ThreadSettings): Promise<Handler> {
  // The namespace object of a module has its exports by name, of any type.
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const exported = module[name];
  if (typeof exported !== 'function') throw new Error(`${file} exports no function "${name}".`);
  // By Lambda's contract a handler takes an event and a context.
  return exported as Handler;
}

async function run(invocation: Invocation): Promise<ThreadMessage> {
  const { id } = invocation;
  try {
    const result: unknown = await handler(JSON.parse(invocation.event), contextOf(invocation));
    return { kind: 'result', id, result: JSON.stringify(result ?? null) };
  } catch (error) {
    const known = errorOf(error);
    return { kind: 'failure', id, errorType: known.name, errorMessage: known.message, trace: known.stack ?? '' };
  }
}

function contextOf({ id, deadline }: Invocation): object {
  return {
    awsRequestId: id,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env['AWS_REGION'] ?? ''}:000000000000:function:${settings.functionName}`,
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${settings.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}
