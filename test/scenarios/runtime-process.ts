/** Runs the embedded runtime in a process of its own, so that a scenario can kill it. Options come as JSON; see system.ts. */
import * as z from 'zod';
import { startRuntime } from '../../local/start-runtime.ts';

const options = z.object({
  dir: z.string(),
  workers: z.number(),
  concurrency: z.number(),
  durations: z.record(z.string(), z.number()),
  parameters: z.record(z.string(), z.string()),
  clockIntervalMs: z.number(),
  workerConfig: z.string().optional(),
});

const runtime = await startRuntime({ ...options.parse(JSON.parse(process.argv[2] ?? '{}')), port: 0 });
process.stdout.write(`${JSON.stringify({ api_url: runtime.apiUrl, token: runtime.token })}\n`);
process.once('SIGTERM', () => {
  void runtime.close().then(() => process.exit(0));
});
