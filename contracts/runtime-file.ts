import * as z from 'zod';

/** Name of the file in the runtime's folder. */
export const runtimeFileName = 'runtime.json';

/**
 * `<dir>/runtime.json` (mode 0600): what a running embedded runtime tells the processes that work with it, `bgagent worker --dir`
 * above all. It holds a secret of the running runtime. It is there while the runtime runs; after a crash it may be left over, then `pid` is nobody's.
 */
export const runtimeFile = z.object({
  /** Base URL of the API, without `/v1`. */
  api_url: z.url(),
  pid: z.number().int().positive(),
  started_at: z.iso.datetime(),
  region: z.string(),
  /** Base URLs of the embedded services. */
  endpoints: z.object({ dynamodb: z.url(), sqs: z.url(), sfn: z.url(), events: z.url() }),
  /**
   * With which an AWS client gets into the embedded services; others at each start. A secret: whoever has it can do what an operator
   * can, and more.
   */
  credentials: z.object({ access_key_id: z.string().min(1), secret_access_key: z.string().min(1) }),
  /**
   * Everything that a worker needs in its environment: variables of contracts/environment.ts (TASK_TABLE, TASK_QUEUE_URL, …), and
   * the AWS SDK's own (AWS_ENDPOINT_URL_*, AWS_REGION), but for the credentials. No secret is among them.
   */
  environment: z.record(z.string(), z.string()),
});
export type RuntimeFile = z.infer<typeof runtimeFile>;
