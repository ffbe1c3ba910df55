/** The file by which other processes find the running embedded runtime. */
import * as z from 'zod';

/** Name of the file in the runtime's folder. */
export const runtimeFileName = 'runtime.json';

/**
 * `<dir>/runtime.json` (mode 0600): how a process, such as `bgagent worker --dir`, reaches the runtime of the folder. It holds a
 * secret. The runtime removes it at its end; after a crash it may be left over, and then no process has its `pid`.
 */
export const runtimeFile = z.object({
  /** Base URL of the API, without `/v1`. */
  api_url: z.url(),
  pid: z.number().int().positive(),
  started_at: z.iso.datetime(),
  region: z.string(),
  /** Base URLs of the embedded services. */
  endpoints: z.object({ dynamodb: z.url(), sqs: z.url(), sfn: z.url(), events: z.url() }),
  /** Credentials for the embedded services, new at each start. A secret: with it a process can do more than an operator may. */
  credentials: z.object({ access_key_id: z.string().min(1), secret_access_key: z.string().min(1) }),
  /**
   * The environment variables that a worker needs, without the credentials: those of contracts/environment.ts (TASK_TABLE,
   * TASK_QUEUE_URL, …), and those of the AWS SDK (AWS_ENDPOINT_URL_*, AWS_REGION). None of them is a secret.
   */
  environment: z.record(z.string(), z.string()),
});
export type RuntimeFile = z.infer<typeof runtimeFile>;
