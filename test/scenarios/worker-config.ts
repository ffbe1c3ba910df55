import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SystemOptions } from './place.ts';

/**
 * The configuration of a scenario's workers: its own, or one whose commands may write to the marks. Where a sandbox hides the temporary
 * files of the machine, commands see this folder of a scenario all the same.
 * @returns its path
 */
export async function workerConfigOf(folder: string, { sandbox, workerConfig }: SystemOptions): Promise<string> {
  if (workerConfig !== undefined) return workerConfig;
  const file = join(folder, 'worker.yaml');
  await writeFile(file, sandbox === 'none' ? 'sandbox: none\n' : `caches: [${JSON.stringify(join(folder, 'marks'))}]\n`);
  return file;
}
