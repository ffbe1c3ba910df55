/** An embedded runtime without workers in this process, all of whose calls of AWS services can be counted. */
import { createClient, type Client } from '../../contracts/http/client.ts';
import { startRuntime } from '../../local/start-runtime.ts';
import { recordUsage, type Usage } from './aws-usage.ts';
import { recordCalls } from './call-recorder.ts';
import { emptyFolder } from './empty-folder.ts';
import { closeInTheEnd } from './leave-nothing.ts';

export interface CountedRuntime {
  readonly client: Client;
  /** The runtime's folder, for a worker. */
  readonly dir: string;
  /** A temporary folder that `close` removes. */
  readonly folder: string;
  /** From now on adds the calls to this usage, and to no other. Without one, calls are not counted. */
  countInto<U extends Usage | undefined>(usage: U): U;
  close(): Promise<void>;
}

export async function openCountedRuntime(): Promise<CountedRuntime> {
  const { folder, remove } = await emptyFolder();
  let record: ReturnType<typeof recordUsage> | undefined;
  const intercept = recordCalls(async (call) => {
    await (record ? record(call) : call.pass());
  });
  const runtime = await startRuntime({ dir: folder, port: 0, workers: 0, intercept });
  const stopRuntime = closeInTheEnd(() => runtime.close());
  return {
    client: createClient({ baseUrl: runtime.apiUrl, token: runtime.token }),
    dir: runtime.dir,
    folder,
    countInto(usage) {
      record = usage && recordUsage(usage);
      return usage;
    },
    async close() {
      await stopRuntime();
      await remove();
    },
  };
}
