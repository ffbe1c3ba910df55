/** Mermaid, which is as large as a sixth of all that this product needs: installed once, beside the product, under `.stack/`. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';

const manifest = z.object({ dependencies: z.object({ mermaid: z.string() }) });
const cache = join(import.meta.dirname, '../../.stack');

/** @returns the file that a page loads. @throws Error when the registry does not give it */
export async function installMermaid(): Promise<string> {
  const { dependencies } = manifest.parse(JSON.parse(await readFile(join(import.meta.dirname, 'package.json'), 'utf8')));
  const folder = join(cache, `mermaid-${dependencies.mermaid}`);
  if (!existsSync(folder)) await install(folder);
  return join(folder, 'node_modules/mermaid/dist/mermaid.min.js');
}

/** An install that was interrupted is not taken for a finished one. */
async function install(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(join(import.meta.dirname, file), join(unfinished, file));
  }
  await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: unfinished });
  await rename(unfinished, folder);
}
