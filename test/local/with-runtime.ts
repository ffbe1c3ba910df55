/** The runtime of the product on a folder, for as long as it is used. */
import { startRuntime, type Runtime, type RuntimeOptions } from '../../local/start-runtime.ts';

/** Starts it without workers, and closes it afterwards; what it stored stays in the folder. */
export async function withRuntime<T>(
  dir: string,
  use: (runtime: Runtime) => Promise<T>,
  options: Partial<RuntimeOptions> = {},
): Promise<T> {
  const runtime = await startRuntime({ dir, port: 0, workers: 0, ...options });
  try {
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}
