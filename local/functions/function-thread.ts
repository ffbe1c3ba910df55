/** Runs in a thread of its own: loads one function's bundle, as Lambda would, and answers invocations. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Invocation, ThreadMessage, ThreadSettings } from './function-messages.ts';

type Handler = (event: unknown, context: object) => unknown;

// The runtime started this thread, with exactly this shape.
const settings = workerData as ThreadSettings;
const port = parentPort;
if (port === null) throw new Error('function-thread.ts runs in a thread of the embedded runtime only.');

const handler = await loadHandler(settings);
const tell = (message: ThreadMessage): void => {
  port.postMessage(message);
};
port.on('message', (invocation: Invocation) => {
  void run(invocation).then(tell);
});
tell({ kind: 'ready' });

async function loadHandler({ file, handler: name }: ThreadSettings): Promise<Handler> {
  // A namespace object: its values are whatever the bundle exports.
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const exported = module[name];
  if (typeof exported !== 'function') throw new Error(`${file} does not export a function "${name}".`);
  // What a bundle exports as its handler takes an event and a context: that is Lambda's contract.
  return exported as Handler;
}

async function run(invocation: Invocation): Promise<ThreadMessage> {
  const { id } = invocation;
  try {
    const result: unknown = await handler(JSON.parse(invocation.event), contextOf(invocation));
    return { kind: 'result', id, result: JSON.stringify(result ?? null) };
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
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
