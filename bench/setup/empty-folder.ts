/** Makes a temporary folder that is removed when the bench ends, at the latest. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeInTheEnd } from './leave-nothing.ts';

export async function emptyFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-bench-'));
  return { folder, remove: closeInTheEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 3 })) };
}
