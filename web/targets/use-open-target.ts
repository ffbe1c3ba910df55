/** The target that is open beside the fleet: its path is in the address, and Back closes it. */
import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { withTarget } from './target-address.ts';

interface OpenTarget {
  /** Null: none is open. */
  readonly path: string | null;
  readonly open: (path: string | null) => void;
  /** Of the link to a target. */
  readonly hrefOf: (path: string) => string;
}

export function useOpenTarget(): OpenTarget {
  const [location] = useLocation();
  const [search, setSearch] = useSearchParams();
  const open = useCallback(
    (path: string | null) => {
      setSearch((before) => withTarget(before, path));
    },
    [setSearch],
  );
  const hrefOf = useCallback((path: string) => `${location}?${withTarget(search, path).toString()}`, [location, search]);
  return { path: search.get('target'), open, hrefOf };
}
