/**
 * Merges what a source says now with what is stored, by what the source said last. Stored as the source said it last: it follows.
 * Else a person set it, and it stays.
 */
import type { Repository } from '../../../contracts/repository.ts';

export interface Sides<T> {
  readonly stored: T | null;
  /** Null, too, where the source said nothing yet. */
  readonly last: T | null;
  /** Undefined: it says nothing of this, and what is stored stays. */
  readonly now: T | null | undefined;
}

export interface MergedValue<T> {
  readonly value: T | null;
  /** A person set it, and the source says something else. */
  readonly kept: boolean;
}

export function mergeValue<T>(
  { stored, last, now }: Sides<T>,
  isSame: (one: T | null, other: T | null) => boolean = Object.is,
): MergedValue<T> {
  if (now === undefined || isSame(stored, now)) return { value: stored, kept: false };
  const follows = last === null ? stored === null : isSame(stored, last);
  return { value: follows ? now : stored, kept: !follows };
}

type Tags = Repository['tags'];

/** Each tag by itself. One that the source does not say any more is one that it says is absent. */
export function mergeTags(stored: Tags, last: Tags, now: Tags): { readonly tags: Tags; readonly kept: readonly string[] } {
  const keys = [...new Set([...Object.keys(stored), ...Object.keys(now)])];
  const merged = keys.map((key) => {
    const sides = { stored: tagOf(stored, key), last: tagOf(last, key), now: tagOf(now, key) };
    return { key, ...(sides.last === null && sides.now === null ? { value: sides.stored, kept: false } : mergeValue(sides)) };
  });
  return {
    tags: Object.fromEntries(merged.flatMap(({ key, value }) => (value === null ? [] : [[key, value] as const]))),
    kept: merged.filter(({ kept }) => kept).map(({ key }) => `tags.${key}`),
  };
}

/** A tag may be called `constructor`. */
export const tagOf = (tags: Tags, key: string): string | null => (Object.hasOwn(tags, key) ? (tags[key] ?? null) : null);
