import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The variable that names the file which describes a deployed stack; without it scenarios run on the embedded runtime. */
export const stackVariable = 'BGAGENT_STACK';

/** A queue that gets all events of fleets, and where it is. */
const eventsAccess = z.object({
  queue_url: z.string(),
  endpoint: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});
export type EventsAccess = z.infer<typeof eventsAccess>;

/** What a scenario needs to know of a deployed stack. */
export const deployedStackSchema = z.object({
  /** The paths of the API begin after it. */
  api_url: z.url(),
  /** Whose tokens it takes, and the desk at which its people are made (test/stack/issuer-desk.ts). */
  issuer: z.object({ issuer: z.string(), desk: z.url() }),
  events: eventsAccess,
  /** What a worker is told: contracts/environment.ts, and where the services are. */
  worker_environment: z.record(z.string(), z.string()),
  /** The beginning of the names of its functions. */
  functions: z.string(),
  /** URLs of its queues, by their names in the template. */
  queues: z.record(z.string(), z.string()),
  tables: z.object({ FleetTable: z.string(), TaskTable: z.string() }),
  /** Deploys the service again, with what it is given as parameters; the others stay. */
  redeploy: z.object({ argv: z.array(z.string()), env: z.record(z.string(), z.string()), stack: z.string() }),
  durations: z.record(z.string(), z.number()),
  /** Folder for the logs of workers. */
  logs: z.string(),
});

export type DeployedStack = z.infer<typeof deployedStackSchema>;

export const isDeployed = process.env[stackVariable] !== undefined;

/** @throws Error when the file that the variable names cannot be read or describes no stack */
export const deployedStack = (): DeployedStack =>
  deployedStackSchema.parse(JSON.parse(readFileSync(process.env[stackVariable] ?? '', 'utf8')));
