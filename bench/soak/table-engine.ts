/**
 * Counts open iterators of LevelDB by wrapping the functions between its JavaScript and its C++ code: every iterator passes there. Must
 * be called before the first table is opened in this thread. Tables of another thread, process or engine are not counted.
 */
import { createRequire } from 'node:module';

/** The functions of classic-level's native part that are wrapped. Databases and iterators are opaque to JavaScript. */
interface Binding {
  iterator_init: (database: unknown, ...rest: unknown[]) => unknown;
  iterator_close: (iterator: unknown) => unknown;
  readonly db_get_property: (database: unknown, name: string) => string;
}

/** LevelDB's levels, the newest data in the first. */
const levels = [0, 1, 2, 3, 4, 5, 6];

export interface TableEngine {
  /** Whether an iterator was ever opened in this thread. If not, the tables are elsewhere. */
  isHere(): boolean;
  /** Numbers of iterators that were opened and closed so far. */
  iterators(): { readonly opened: number; readonly closed: number };
  /** Number of table files that the database needs. Further files in its folder are left over. */
  neededFiles(): number;
}

export function watchTableEngine(): TableEngine {
  const load = ['dynalite', 'level', 'classic-level'].reduce(
    (from, name) => createRequire(from.resolve(name)),
    createRequire(import.meta.url),
  );
  // The package's own iterators call this module, and read its functions anew at each call.
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
    isHere: () => opened > 0,
    iterators: () => ({ opened, closed }),
    neededFiles: () => (database === undefined ? 0 : levels.reduce((sum, level) => sum + filesAt(level), 0)),
  };
}
