/** The deployed functions: finds their bundles, runs all of them in one thread, and keeps a log of each. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Resource } from '../template/deployment.ts';
import type { HostedFunction } from './function-messages.ts';
import { FunctionError } from './function-thread-handle.ts';
import { FunctionThreads } from './function-threads.ts';
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
}

export interface FunctionHosts {
  readonly hosts: readonly FunctionHost[];
  /** Takes no more invocations, and ends those that run. */
  readonly close: () => Promise<void>;
}

export interface FunctionHostOptions {
  /** Folder of the cloud assembly, which holds the bundles. */
  readonly assembly: string;
  /** Folder of the log files. */
  readonly logs: string;
  /** Variables that every function gets besides its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds after which a thread that does not answer is ended (10,000). */
  readonly silentMs?: number;
}

type FunctionResource = Resource<'AWS::Lambda::Function'>;

/** Invocations of one function at once, as a fleet may start 10,000. The time limit of one that waits starts when it runs. */
const concurrency = 64;
/** Longer than any function computes without a pause: that stops all functions. */
const defaultSilentMs = 10_000;
/** The log of what belongs to no function. */
const commonLog = 'functions';

/** @throws Error naming a bundle that is missing */
export function startFunctionHosts(resources: readonly FunctionResource[], options: FunctionHostOptions): FunctionHosts {
  const { environment, silentMs = defaultSilentMs } = options;
  const functions = resources.map((resource) => hostedFunction(resource, options));
  const logs = new Map([commonLog, ...functions.map(({ name }) => name)].map((name) => [name, openLog(options.logs, name)]));
  const threads = new FunctionThreads(functions, {
    environment,
    silentMs,
    log: (name = commonLog, text) => logs.get(name)?.write(text),
  });
  let closed = false;
  return {
    hosts: resources.map((resource) => host(resource, threads, () => closed)),
    close: async () => {
      closed = true;
      await threads.close();
      await Promise.all([...logs.values()].map((log) => log.close()));
    },
  };
}

const openLog = (folder: string, name: string): RotatingLog => new RotatingLog(join(folder, `${name}.log`));

function host(
  { name, attributes, properties }: FunctionResource,
  threads: FunctionThreads,
  isClosed: () => boolean,
): FunctionHost {
  const timeoutMs = properties.Timeout * 1_000;
  const limit = pLimit(concurrency);
  return {
    name,
    arn: attributes['Arn'] ?? '',
    timeoutMs,
    ready: threads.loaded(name),
    invoke: (event) =>
      limit(() => {
        if (isClosed()) {
          throw new FunctionError('ServiceException', `The runtime is ending: the function ${name} takes no more invocations.`);
        }
        return threads.invoke({ function: name, event, timeoutMs });
      }),
  };
}

function hostedFunction(resource: FunctionResource, { assembly, environment }: FunctionHostOptions): HostedFunction {
  const { name, properties } = resource;
  const named = {
    AWS_LAMBDA_FUNCTION_NAME: name,
    // Each call of a service names the function that makes it (in the header User-Agent): all of them have the same credentials.
    AWS_SDK_UA_APP_ID: name,
  };
  return {
    name,
    ...locateHandler(resource, assembly),
    environment: { ...environment, ...named, ...properties.Environment?.Variables },
  };
}

/** `index.handler` is the export `handler` of `index.mjs` (or .js, .cjs) in the asset of the function. */
function locateHandler(resource: FunctionResource, assembly: string): { file: string; handler: string } {
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
