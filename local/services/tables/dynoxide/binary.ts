/** Finds the program of the engine dynoxide, which comes in a package for each system. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The database, a file in the folder of the tables. */
export const databaseFile = 'tables.db';

/** Absolute path of the program; undefined where the package of this system is not installed. */
export function binaryOfDynoxide(): string | undefined {
  try {
    const description = createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`);
    const binary = join(dirname(description), 'dynoxide');
    return existsSync(binary) ? binary : undefined;
  } catch {
    // The package is optional.
    return undefined;
  }
}
