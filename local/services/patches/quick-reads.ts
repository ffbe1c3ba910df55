import { createRequire } from 'node:module';

/** The inside of LevelDB's adapter: a read that goes through the thread pool, and one that does not. */
interface Reads {
  _get?: (key: unknown, options: unknown) => Promise<unknown>;
  readonly _getSync?: (key: unknown, options: unknown) => unknown;
}

/**
 * Lets dynalite read without the thread pool. It reads several times per request, small values that LevelDB has in memory:
 * handing each to another thread and back costs more than the read itself. An adapter without such a read
 * stays as it is.
 */
export function readQuickly(): void {
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  // The package that dynalite itself loads; its one export is the adapter's class.
  const { Level } = ofDynalite('level') as { readonly Level: { readonly prototype: Reads } };
  const { prototype } = Level;
  if (typeof prototype._getSync !== 'function' || typeof prototype._get !== 'function') return;
  const { _getSync: read } = prototype;
  prototype._get = function (this: Reads, key, options) {
    return new Promise((resolve) => {
      resolve(read.call(this, key, options));
    });
  };
}
