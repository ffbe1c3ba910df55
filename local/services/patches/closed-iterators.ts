/**
 * Patch of abstract-level: gives its iterators a method `return()`, so that dynalite can close them.
 *
 * Upstream: when a stream has ended, has failed or is destroyed, dynalite calls `return()` of the stream's iterator if there is
 * one. The iterators of abstract-level 3 have `close()` instead. An iterator that stays open keeps memory and every table file
 * of its time, so the folder would grow until the runtime ends.
 */
import { requireOf } from './level-of-dynalite.ts';

/** The part of an iterator class that the patch needs. */
interface IteratorPrototype {
  /** Waits for a read under way. */
  close?: (this: unknown) => Promise<void>;
  return?: (this: unknown) => Promise<void>;
}

/**
 * The classes that all iterators extend. dynalite uses those of keys and of values; each of them reads through one of entries.
 */
const kinds = ['AbstractIterator', 'AbstractKeyIterator', 'AbstractValueIterator'];

/** @throws Error when abstract-level has not the classes that the patch was written for */
export function closeIterators(): void {
  const load = requireOf('dynalite', 'level', 'classic-level');
  // Any of the classes may be missing, and so may the methods: that is checked next.
  const classes = load('abstract-level') as Readonly<Record<string, { readonly prototype: IteratorPrototype } | undefined>>;
  for (const kind of kinds) {
    const prototype = classes[kind]?.prototype;
    if (typeof prototype?.close !== 'function') {
      throw new Error(`The iterators of dynalite's tables cannot be closed: abstract-level has no ${kind} with close().`);
    }
    prototype.return ??= prototype.close;
  }
}
