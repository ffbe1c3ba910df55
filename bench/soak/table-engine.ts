/**
 * Looks at LevelDB where its JavaScript meets its C++: whatever opens an iterator, and forgets to close it, is seen there. To be
 * called before a table is opened in this process.
 */
import { createRequire } from 'node:module';

/** The functions of classic-level's native part that are looked at. Databases and iterators are opaque to JavaScript. */
interface Binding {
  iterator_init: (database: unknown, ...rest: unknown[]) => unknown;
  iterator_close: (iterator: unknown) => unknown;
  readonly db_get_property: (database: unknown, name: string) => string;
}

/** LevelDB's levels, the newest data in the first. */
const levels = [0, 1, 2, 3, 4, 5, 6];

export interface TableEngine {
  /** Iterators that were opened so far, and how many of them were closed. */
  iterators(): { readonly opened: number; readonly closed: number };
  /** Table files that are part of the database as it is now: more of them in its folder are left over. */
  neededFiles(): number;
}

export function watchTableEngine(): TableEngine {
  const load = ['dynalite', 'level', 'classic-level'].reduce(
    (from, name) => createRequire(from.resolve(name)),
    createRequire(import.meta.url),
  );
  // The module that the package's own iterators call into: they read its functions anew at each call.
  const binding = load('./binding.js') as Binding;
  const { iterator_init: open, iterator_close: close } = binding;
  let [opened, closed] = [0, 0];
  let database: unknown;
  binding.iterator_init = (of, ...rest) => {
    database = of;
    opened += 1;
    return open(of, ...rest);
  };
  binding.iterator_close = (iterator) => {
    closed += 1;
    return close(iterator);
  };
  const filesAt = (level: number): number => Number(binding.db_get_property(database, `leveldb.num-files-at-level${level}`));
  return {
    iterators: () => ({ opened, closed }),
    neededFiles: () => (database === undefined ? 0 : levels.reduce((sum, level) => sum + filesAt(level), 0)),
  };
}
