/** One deployed function: finds its bundle, runs it in a thread, and replaces a thread that has died at the next invocation. */
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
  /** Resolves when the bundle is loaded. @throws FunctionError when it does not load */
  readonly ready: Promise<undefined>;
  /** Calls the handler. Event and result are JSON values. @throws FunctionError with the error of the function */
  invoke(event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export interface FunctionHostOptions {
  /** Folder of the cloud assembly, which holds the bundles. */
  readonly assembly: string;
  /** Folder of the log files. */
  readonly logs: string;
  /** Variables that every function gets besides its own. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Invocations of one function at once, as a fleet may start 10,000. The time limit of one that waits starts when it runs. */
const concurrency = 64;

/** @throws Error naming the bundle that is missing */
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
        if (closed) {
          throw new FunctionError('ServiceException', `The runtime is ending: the function ${name} takes no more invocations.`);
        }
        return thread().invoke(event);
      }),
    close: async () => {
      closed = true;
      await current?.stop();
      await log.close();
    },
  };
}

/** `index.handler` is the export `handler` of `index.mjs` (or .js, .cjs) in the asset of the function. */
function locateHandler(resource: Resource<'AWS::Lambda::Function'>, assembly: string): { file: string; handler: string } {
  const asset = resource.metadata['aws:asset:path'];
  if (typeof asset !== 'string') {
    throw new Error(`The template does not say where the code of ${resource.logicalId} is: its metadata has no aws:asset:path.`);
  }
  const dot = resource.properties.Handler.lastIndexOf('.');
  const base = join(assembly, asset, resource.properties.Handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`The code of ${resource.logicalId} is missing: there is no ${base}.mjs.`);
  return { file, handler: resource.properties.Handler.slice(dot + 1) };
}
