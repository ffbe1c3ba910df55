/**
 * The packages that dynalite loads: `level`, its client of LevelDB, and the packages below that. dynalite exports none of them.
 */
import { createRequire } from 'node:module';

/** A LevelDB folder as dynalite opens it, with the two reads that classic-level has inside. */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  /** A read that goes through the thread pool. */
  _get?: (key: unknown, options: unknown) => Promise<unknown>;
  /** The same read in the calling thread. */
  readonly _getSync?: (key: unknown, options: unknown) => unknown;
}

/** `require` as the last of these packages has it. Each package is a dependency of the one before. */
export function requireOf(...packages: readonly string[]): NodeJS.Require {
  return packages.reduce((load, name) => createRequire(load.resolve(name)), createRequire(import.meta.url));
}

/** The class of `level`, the very one that dynalite uses. */
export function levelOfDynalite(): new (folder: string) => Level {
  // The package's one export is this class; test/local/services/patches/shapes.test.ts checks it.
  return (requireOf('dynalite')('level') as { readonly Level: new (folder: string) => Level }).Level;
}
