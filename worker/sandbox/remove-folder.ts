/**
 * Deletes a folder in which a command may have left anything: folders that even their owner may not change, or so many in each other that
 * no path names the innermost. Follows no link.
 */
import { spawnSync } from 'node:child_process';
import { lstatSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { execa } from 'execa';

const removal = { recursive: true, force: true, maxRetries: 3 } as const;

/** In the background: a clone may have many files, and the other tasks of the worker must go on meanwhile. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, removal);
  } catch {
    for (const [program, ...args] of thorough(folder)) await execa(program, args, { reject: false, stdio: 'ignore' });
    refuseLeftOver(folder);
  }
}

export function removeFolderNow(folder: string): void {
  try {
    rmSync(folder, removal);
  } catch {
    for (const [program, ...args] of thorough(folder)) spawnSync(program, args, { stdio: 'ignore' });
    refuseLeftOver(folder);
  }
}

type Argv = readonly [program: string, ...args: string[]];

/** The programs of the system go from folder to folder, and so need no path of the innermost. A link in the place of the folder is left. */
function thorough(folder: string): readonly Argv[] {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return [
    ['chmod', '-R', 'u+rwx', folder],
    ['rm', '-rf', folder],
  ];
}

function refuseLeftOver(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })) throw new Error(`${folder} cannot be removed.`);
}
