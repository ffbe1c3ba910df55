/**
 * Patch of classic-level: dynalite's reads do not go through the thread pool.
 *
 * Upstream: classic-level hands every `get` to a thread of libuv and back. dynalite reads several small values per request, and
 * LevelDB has them in memory, so the way to the thread and back costs more than the read itself.
 */
import { levelOfDynalite, type Level } from './level-of-dynalite.ts';

/** An adapter without a synchronous read stays as it is: it is slower, not wrong. */
export function readQuickly(): void {
  // The prototype of a class has the methods of its instances.
  const prototype = levelOfDynalite().prototype as Level;
  if (typeof prototype._getSync !== 'function' || typeof prototype._get !== 'function') return;
  const { _getSync: read } = prototype;
  prototype._get = function (this: Level, key, options) {
    return new Promise((resolve) => {
      resolve(read.call(this, key, options));
    });
  };
}
