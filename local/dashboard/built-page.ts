/**
 * The files of the page, built from `web/` when somebody first asks for them, and kept until the sources change. A runtime whose
 * page nobody opens builds nothing.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { messageOf } from '../../core/text/message-of-error.ts';
import { builtOnce } from '../built-once.ts';
import type { RuntimeLogger } from '../runtime-logger.ts';
import { openStaticFiles, type StaticFiles } from './static-files.ts';

export interface BuiltPage {
  /** The files; undefined when they could not be built. The log has the reason, and the next call tries again. */
  files(): Promise<StaticFiles | undefined>;
  /** Resolves when no build is under way. */
  ended(): Promise<void>;
}

export interface PageSource {
  /** A folder of a built page to serve as it is, instead of building one. */
  readonly folder?: string | undefined;
  readonly logger: RuntimeLogger;
  /** Ends a build that is under way. */
  readonly signal: AbortSignal;
}

export function builtPage({ folder, logger, signal }: PageSource): BuiltPage {
  let opened: Promise<StaticFiles | undefined> | undefined;
  const open = async (): Promise<StaticFiles | undefined> => {
    try {
      return await openStaticFiles(folder ?? (await buildPage(logger, signal)));
    } catch (error) {
      opened = undefined;
      if (!signal.aborted) logger.warn(messageOf(error));
      return undefined;
    }
  };
  return {
    files: async () => {
      const files = await (opened ??= open());
      if (files === undefined || files.isThere()) return files;
      // A person removed the folder: it is a cache.
      opened = undefined;
      return await (opened ??= open());
    },
    ended: async () => {
      await opened;
    },
  };
}

function buildPage(logger: RuntimeLogger, signal: AbortSignal): Promise<string> {
  const build = {
    cache: 'page',
    sources: ['package-lock.json', 'web', 'contracts', 'core'],
    sign: 'index.html',
    program: (folder: string) => ({ file: 'web/build.ts', args: ['--out', folder] }),
    finish: compress,
    failure: 'The page could not be built',
  };
  return builtOnce(
    build,
    () => {
      logger.info('Building the page of the dashboard; this is done once.');
    },
    signal,
  );
}

/** Puts a compressed copy beside each file, so that no request compresses. */
async function compress(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    await writeFile(`${file}.gz`, await promisify(gzip)(await readFile(file), { level: 9 }));
  }
}
