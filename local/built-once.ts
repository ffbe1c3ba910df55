/**
 * Folders that a program of this repository makes from its sources. Each is kept in `.cache/<name>` under a hash of the sources,
 * so that it is made only after a change of them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What is made, of what, and how. */
export interface Build {
  /** Name of the folder in `.cache` that holds what was made. */
  readonly cache: string;
  /** Files and folders of the repository that it is made of; a name with a dot is a file. */
  readonly sources: readonly string[];
  /** A file that is there when it was made. */
  readonly sign: string;
  /** The program that makes it, as a path in the repository, its arguments and its variables. */
  readonly program: (folder: string) => {
    readonly file: string;
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  /** What is done with the folder after the program. */
  readonly finish?: (folder: string) => Promise<void>;
  /** What the error says when the program fails: "The app could not be synthesized". */
  readonly failure: string;
}

/**
 * @param onBuild called before the program runs
 * @param signal ends the program
 * @returns the folder
 * @throws Error with the output of the program; the reason of the signal when that ended it
 */
export async function builtOnce(build: Build, onBuild: () => void, signal?: AbortSignal): Promise<string> {
  const cache = join(root, '.cache', build.cache);
  const folder = join(cache, await hashOf(build.sources));
  if (existsSync(join(folder, build.sign))) return folder;
  onBuild();
  const temporary = join(cache, `new-${randomUUID()}`);
  await mkdir(temporary, { recursive: true });
  try {
    await run(build, temporary, signal);
    await build.finish?.(temporary);
    await rename(temporary, folder).catch((error: unknown) => {
      // Another process was faster, and made the same.
      if (!existsSync(join(folder, build.sign))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return folder;
}

async function run({ program, failure }: Build, folder: string, cancelSignal?: AbortSignal): Promise<void> {
  // Loaded here, because most starts make nothing.
  const { execa } = await import('execa');
  const { file, args = [], env = {} } = program(folder);
  const result = await execa(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env,
    reject: false,
    stdin: 'ignore',
    all: true,
    ...(cancelSignal === undefined ? {} : { cancelSignal }),
  });
  cancelSignal?.throwIfAborted();
  if (result.exitCode === 0) return;
  throw new Error(`${failure} (node ${file}):\n${result.all}`);
}

async function hashOf(sources: readonly string[]): Promise<string> {
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
