import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Resource } from '../template/deployment.ts';
import { FunctionError, FunctionThread } from './function-thread-handle.ts';
import { RotatingLog } from '../folder/rotating-log.ts';

/** A deployed function. */
export interface FunctionHost {
  readonly name: string;
  readonly arn: string;
  readonly timeoutMs: number;
  /** Resolves when the bundle is loaded. @throws FunctionError when it cannot be */
  readonly ready: Promise<undefined>;
  /** Calls the handler. Event and result are plain JSON values. @throws FunctionError as the function failed */
  invoke(event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export interface FunctionHostOptions {
  /** The cloud assembly, which has the bundles. */
  readonly assembly: string;
  /** Folder of the log files. */
  readonly logs: string;
  /** Variables that every function gets besides its own. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Invocations of one function at once; the others wait, and their time limit with them. A fleet may start 10,000 at once. */
const concurrency = 64;

/**
 * Starts a function in a thread of its own; a thread that dies is replaced when the next invocation comes.
 * @throws Error naming the bundle that is missing
 */
export function startFunction(resource: Resource<'AWS::Lambda::Function'>, options: FunctionHostOptions): FunctionHost {
  const { name, properties } = resource;
  const log = new RotatingLog(join(options.logs, `${name}.log`));
  const timeoutMs = properties.Timeout * 1_000;
  const settings = {
    ...locateHandler(resource, options.assembly),
    functionName: name,
    environment: { ...options.environment, AWS_LAMBDA_FUNCTION_NAME: name, ...properties.Environment?.Variables },
    timeoutMs,
    log,
  };
  const limit = pLimit(concurrency);
  let closed = false;
  let current: FunctionThread | undefined;
  const start = (): FunctionThread => {
    const thread = new FunctionThread({
      ...settings,
      onRetired: () => {
        if (current === thread) current = undefined;
      },
    });
    return thread;
  };
  const thread = (): FunctionThread => (current ??= start());
  return {
    name,
    arn: resource.attributes['Arn'] ?? '',
    timeoutMs,
    ready: thread().ready,
    invoke: (event) =>
      limit(() => {
        if (closed) throw new FunctionError('ServiceException', `The runtime is ending: ${name} takes no more invocations.`);
        return thread().invoke(event);
      }),
    close: async () => {
      closed = true;
      await current?.stop();
      await log.close();
    },
  };
}

/** `index.handler` → the export `handler` of `index.mjs` (or .js, .cjs) in the function's asset. */
function locateHandler(resource: Resource<'AWS::Lambda::Function'>, assembly: string): { file: string; handler: string } {
  const asset = resource.metadata['aws:asset:path'];
  if (typeof asset !== 'string') throw new Error(`${resource.logicalId} does not say where its code is (aws:asset:path).`);
  const dot = resource.properties.Handler.lastIndexOf('.');
  const base = join(assembly, asset, resource.properties.Handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`The code of ${resource.logicalId} is missing: there is no ${base}.mjs.`);
  return { file, handler: resource.properties.Handler.slice(dot + 1) };
}
