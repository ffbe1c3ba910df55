import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeInTheEnd } from './leave-nothing.ts';

/** A new folder, and what removes it with all that is in it; it goes with the bench at the latest. */
export async function emptyFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-bench-'));
  return { folder, remove: closeInTheEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 3 })) };
}
