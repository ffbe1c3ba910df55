import { requireOf } from './require-of.ts';

/** What the iterators of LevelDB's adapter have in common: each kind is a class with this prototype. */
interface IteratorPrototype {
  close?: (this: unknown) => Promise<void>;
  return?: (this: unknown) => Promise<void>;
}

/** The classes that all iterators of the adapter extend: dynalite reads keys and values, each through one of entries. */
const kinds = ['AbstractIterator', 'AbstractKeyIterator', 'AbstractValueIterator'];

/**
 * Lets dynalite close its iterators. When a stream has ended, has failed or is not wanted any more, it asks the stream's iterator for
 * `return()`; the adapter's iterators have `close()` instead, which waits for a read under way. An iterator that stays open holds
 * memory, and every table file of its time: the folder would grow until the runtime ends.
 * @throws Error when the adapter is another one than was looked at: without this the runtime would grow without a word
 */
export function closeIterators(): void {
  const load = requireOf('dynalite', 'level', 'classic-level');
  // The package that LevelDB's client itself loads. Whether it has what is wanted is looked at next.
  const classes = load('abstract-level') as Readonly<Record<string, { readonly prototype: IteratorPrototype } | undefined>>;
  for (const kind of kinds) {
    const prototype = classes[kind]?.prototype;
    if (typeof prototype?.close !== 'function') {
      throw new Error(`The iterators of dynalite's tables cannot be closed: abstract-level has no ${kind} with close().`);
    }
    prototype.return ??= prototype.close;
  }
}
