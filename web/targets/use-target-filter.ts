/** The filter of the targets, kept in the address. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { readFilter, writeFilter, type TargetFilter } from './target-filter.ts';

export function useTargetFilter(): readonly [TargetFilter, (change: Partial<TargetFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filter = useMemo(() => {
    const names = new URLSearchParams(text);
    return readFilter((name) => names.get(name));
  }, [text]);
  const change = useCallback(
    (changed: Partial<TargetFilter>) => {
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          const now = readFilter((name) => before.get(name));
          for (const [name, value] of Object.entries(writeFilter({ ...now, ...changed }))) {
            if (value === undefined) after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { replace: true },
      );
    },
    [setSearch],
  );
  return [filter, change];
}
