/**
 * Starts the embedded runtime: takes the folder, starts the services, executes the synthesized template, recovers what the last
 * end left unfinished, and starts workers. All that is durable lies in the folder.
 */
import { rm, rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { durationsSchema, type Durations } from '../contracts/durations.ts';
import type { DashboardLink } from '../contracts/page-config.ts';
import type { RuntimeFile } from '../contracts/runtime-file.ts';
import { Closers } from './closers.ts';
import { startDashboard, type RunningDashboard } from './dashboard/start-dashboard.ts';
import { startApp, type RunningApp } from './deployed/start-app.ts';
import { startEmbeddedServices, type EmbeddedServices, type Endpoints, type Intercept } from './services/embedded-services.ts';
import { tellOfFullDisk } from './folder/disk-room.ts';
import { openEventJournal } from './folder/event-journal.ts';
import { lockFolder } from './folder/folder-lock.ts';
import { openFolder, type RuntimeFolder } from './folder/runtime-folder.ts';
import { audience, issuer, openSigningKey, type SigningKey } from './folder/secrets.ts';
import { openWorkerRegister } from './folder/worker-register.ts';
import { heldBy, type Held } from './services/memory-counts.ts';
import { startHttpApi, type HttpApi } from './gateway/http-api.ts';
import { account, region, type Credentials } from './services/front/local-client.ts';
import type { RuntimeLogger } from './runtime-logger.ts';
import { synthesizedApp } from './synthesized-app.ts';
import { readCloudAssembly } from './template/cloud-assembly.ts';
import { readDeployment, type Deployment } from './template/deployment.ts';
import { startWorkers } from './worker-processes.ts';

export interface RuntimeOptions {
  /** Folder that holds all state; made when missing. */
  readonly dir: string;
  /** Port of the API on 127.0.0.1; 0 = a free one. Default 4747. */
  readonly port?: number | undefined;
  /** Worker processes; 0 = none. Default 1. */
  readonly workers?: number | undefined;
  /** Tasks at once, per worker. Default 4. */
  readonly concurrency?: number | undefined;
  /** Durations that differ from the defaults, in seconds (contracts/durations.ts). */
  readonly durations?: Partial<Durations> | undefined;
  /** Values of template parameters that replace those of the runtime. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Path of worker.yaml, when it is not the workers' default. */
  readonly workerConfig?: string | undefined;
  /** Milliseconds between two ticks of the clock, instead of the interval in the template. */
  readonly clockIntervalMs?: number | undefined;
  /** Engine that the tables of the folder must have (services/tables/engines.ts); undefined: the one that they have, or the default. */
  readonly tableEngine?: string | undefined;
  /** Folder of a cloud assembly to run instead of the synthesized app. */
  readonly assembly?: string | undefined;
  /** Folder of a built page of the dashboard to serve, instead of building it from `web/`. */
  readonly page?: string | undefined;
  /** Stands between the embedded services and their callers, in tests and measurements. */
  readonly intercept?: Intercept | undefined;
  readonly logger?: RuntimeLogger | undefined;
  /** Ends a start that is under way, and stops what it started. A runtime that serves already ignores it. */
  readonly signal?: AbortSignal | undefined;
}

export interface Runtime {
  /** Base URL of the API, without `/v1`. */
  readonly apiUrl: string;
  /** Bearer token of the local user, who is an operator. Valid for a year. */
  readonly token: string;
  readonly dir: string;
  readonly endpoints: Endpoints;
  /** Credentials that the endpoints accept. A secret; each start makes new ones. */
  readonly credentials: Credentials;
  /** A link that signs a browser in to the dashboard: it works once, and for ten minutes. A secret. */
  dashboardLink(): DashboardLink;
  /** Builds the page of the dashboard where it is not built yet, so that the first person who opens it need not wait. */
  preparePage(): void;
  /** Counts of the things that the runtime holds in memory now, to check that they do not grow. */
  held(): Held;
  /** Stops everything. Resolves when no process, thread, timer or server of the runtime is left. */
  close(): Promise<void>;
}

const defaultPort = 4747;
/** How long requests under way may take when the runtime ends. */
const requestGraceMs = 2_000;
const defaultGroupClaim = 'cognito:groups';
const silent: RuntimeLogger = { info: () => undefined, warn: () => undefined };

/**
 * @throws Error that says what to do: the folder is in use or not writable, the port is taken, the app does not synthesize, the
 *   template has something that the runtime does not support. The reason of the signal, when that ended the start.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const closers = new Closers();
  try {
    return await start(options, closers);
  } catch (error) {
    await closers.close().catch(() => undefined);
    throw error;
  }
}

async function start(options: RuntimeOptions, closers: Closers): Promise<Runtime> {
  const logger = options.logger ?? silent;
  const unlessEnded = (): void => options.signal?.throwIfAborted();
  const folder = await openFolder(resolve(options.dir));
  const lock = await lockFolder(folder.lock);
  closers.add(lock.release);
  closers.add(tellOfFullDisk(folder.dir, logger));
  const http = await startHttpApi(options.port ?? defaultPort, logger);
  closers.add(() => http.close());
  const { parameters, token, dashboard } = await openEntrance(options, folder, http, logger);
  closers.add(dashboard.close);
  const assembly =
    options.assembly ??
    (await synthesizedApp(() => {
      logger.info('Building the app; this is done once.');
    }, options.signal));
  unlessEnded();
  const services = await startEmbeddedServices({
    tables: folder.tables,
    engine: options.tableEngine,
    intercept: options.intercept,
  });
  closers.add(services.close);
  unlessEnded();
  const deployment = readDeployment({
    stacks: await readCloudAssembly(assembly),
    accountAndRegion: { region, account, sqs: services.endpoints.sqs, api: http.url },
    parameters,
  });
  const app = await startApp({
    afterCrash: lock.wasStale,
    validate: options.assembly !== undefined,
    deployment,
    assembly,
    services,
    logs: folder.logs,
    tableCopies: folder.tableCopies,
    secretFile: folder.secretFile,
    journal: await openEventJournal(folder.events),
    logger,
    clockIntervalMs: options.clockIntervalMs,
  });
  closers.add(app.close);
  unlessEnded();
  // Closers run in the reverse order: requests under way end before the functions do.
  closers.add(() => http.close(requestGraceMs));
  // A request for the page waits for its build.
  closers.add(dashboard.close);
  await finishStart({ options, closers, folder, http, app, logger, deployment, services });
  unlessEnded();
  return {
    apiUrl: http.url,
    token,
    dir: folder.dir,
    endpoints: services.endpoints,
    credentials: services.credentials,
    dashboardLink: dashboard.link,
    preparePage: dashboard.prepare,
    held: () => heldBy(services),
    close: () => closers.close(),
  };
}

interface Entrance {
  readonly parameters: Record<string, string>;
  readonly token: string;
  readonly dashboard: RunningDashboard;
}

/** Who gets in, with a token or with the dashboard: until the routes are served, the page is there and the API asks for patience. */
async function openEntrance(
  options: RuntimeOptions,
  folder: RuntimeFolder,
  http: HttpApi,
  logger: RuntimeLogger,
): Promise<Entrance> {
  const key = await openSigningKey(folder.key);
  const parameters = parametersFor(options, key);
  const token = await key.issueToken(parameters['AuthGroupClaim'] ?? defaultGroupClaim);
  const dashboard = await startDashboard({ folder, http, key, token, page: options.page, logger });
  return { parameters, token, dashboard };
}

function parametersFor(options: RuntimeOptions, key: SigningKey): Record<string, string> {
  return {
    AuthIssuer: issuer,
    AuthAudience: audience,
    AuthJwks: key.jwks,
    AuthGroupClaim: defaultGroupClaim,
    Durations: JSON.stringify(durationsSchema.parse(options.durations ?? {})),
    ...options.parameters,
  };
}

interface Started {
  readonly options: RuntimeOptions;
  readonly closers: Closers;
  readonly folder: RuntimeFolder;
  readonly http: HttpApi;
  readonly app: RunningApp;
  readonly logger: RuntimeLogger;
  readonly deployment: Deployment;
  readonly services: EmbeddedServices;
}

/**
 * The last steps of a start, once the functions run. Recovery comes before queues and clock feed functions and workers take
 * tasks.
 */
async function finishStart({ options, closers, folder, http, app, logger, services }: Started): Promise<void> {
  // No worker reads a secret.
  const { dynamodb, sqs, sfn, events } = services.endpoints;
  await writeRuntimeFile(folder.runtimeFile, {
    api_url: http.url,
    pid: process.pid,
    started_at: new Date().toISOString(),
    region,
    endpoints: { dynamodb, sqs, sfn, events },
    credentials: {
      access_key_id: services.credentials.accessKeyId,
      secret_access_key: services.credentials.secretAccessKey,
    },
    environment: app.workerEnvironment,
  });
  closers.add(() => rm(folder.runtimeFile, { force: true }));
  http.serve(app.routes);
  const register = openWorkerRegister(folder.workers);
  await app.recover(register.dead);
  for (const id of register.dead) register.remove(id);
  app.feed();
  const workers = startWorkers({
    count: options.workers ?? 1,
    concurrency: options.concurrency ?? 4,
    dir: folder.dir,
    logs: folder.logs,
    logger,
    register,
    ...(options.workerConfig === undefined ? {} : { config: resolve(options.workerConfig) }),
  });
  closers.add(workers.close);
}

/** Writes by renaming, so that a worker that reads the file at any time finds it whole. */
async function writeRuntimeFile(file: string, content: RuntimeFile): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
