/** State that is kept in the address, so that a colleague who gets it sees the same. */
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

interface Change {
  /** Whether Back undoes it: for a target and a tab, not for a filter. */
  readonly push?: boolean;
}

/** The value of a name in the query; null: it has none. Setting it to null or '' takes it away. */
export function useUrlState(name: string): readonly [string | null, (value: string | null, change?: Change) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (value: string | null, { push = false }: Change = {}) => {
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === null || value === '') after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: !push },
      );
    },
    [name, setSearch],
  );
  return [search.get(name), set];
}
