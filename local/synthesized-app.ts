/**
 * The CDK app, synthesized for the stage `local` and kept in `.cache/synth` under a hash of its sources, so that a start
 * synthesizes only after a change of them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache', 'synth');
/** Files and folders that the synthesized app is made of. */
const sources = ['package-lock.json', 'bin', 'lib', 'core', 'contracts', 'adapters', 'tasks', 'lambdas'];

/**
 * @returns the folder of the cloud assembly
 * @throws Error with the output of the synthesis; the reason of the signal when that ended it
 */
export async function synthesizedApp(onSynthesis: () => void, signal?: AbortSignal): Promise<string> {
  const folder = join(cache, await hashOfSources());
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  onSynthesis();
  const temporary = join(cache, `new-${randomUUID()}`);
  await mkdir(temporary, { recursive: true });
  try {
    await synthesize(temporary, signal);
    await rename(temporary, folder).catch((error: unknown) => {
      // Another start was faster, and made the same.
      if (!existsSync(join(folder, 'manifest.json'))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return folder;
}

async function synthesize(outdir: string, cancelSignal?: AbortSignal): Promise<void> {
  // Loaded here, because most starts synthesize nothing.
  const { execa } = await import('execa');
  const env = { CDK_OUTDIR: outdir, BGAGENT_STAGE: 'local' };
  const result = await execa(process.execPath, [join(root, 'bin', 'fleet.ts')], {
    cwd: root,
    env,
    reject: false,
    stdin: 'ignore',
    all: true,
    ...(cancelSignal === undefined ? {} : { cancelSignal }),
  });
  cancelSignal?.throwIfAborted();
  if (result.exitCode === 0) return;
  throw new Error(`The app could not be synthesized (node bin/fleet.ts):\n${result.all}`);
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  const files = (await Promise.all(sources.map(filesOf))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(join(root, file))));
  for (const [index, file] of files.entries()) hash.update(`\0${file}\0`).update(contents[index] ?? '');
  return hash.digest('hex').slice(0, 32);
}

async function filesOf(source: string): Promise<string[]> {
  if (source.includes('.')) return [source];
  const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
