/** A disk of its own, small enough to fill. */
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';

const sizeMb = 64;
const chunk = Buffer.alloc(64 * 1024);

/** Why there can be none here; undefined where there can. */
export function noSmallDisk(): string | undefined {
  const tried = execaSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'bgagent-faults', '/mnt'], { reject: false });
  return tried.exitCode === 0
    ? undefined
    : 'a small disk can be mounted by root only. As another user: unshare -Urm npm run test:faults';
}

export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async mount(): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'bgagent-disk-'));
    await execa('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'bgagent-faults', folder]);
    return new SmallDisk(folder);
  }

  async unmount(): Promise<void> {
    await execa('umount', [this.folder]);
    await rm(this.folder, { recursive: true });
  }

  /** Fills it but for so many bytes. */
  fill(free: number): void {
    const file = openSync(this.filler, 'a');
    try {
      while (this.free() > free) writeSync(file, chunk);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.filler, { force: true });
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }

  private free(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }
}
