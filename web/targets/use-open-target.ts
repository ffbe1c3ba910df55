/** The target that is open beside the fleet: its path is in the address, and Back closes it. */
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { withTarget } from './target-address.ts';

interface OpenTarget {
  /** Null: none is open. */
  readonly path: string | null;
  readonly open: (path: string | null) => void;
}

export function useOpenTarget(): OpenTarget {
  const [search, setSearch] = useSearchParams();
  const open = useCallback(
    (path: string | null) => {
      setSearch((before) => withTarget(before, path));
    },
    [setSearch],
  );
  return { path: search.get('target'), open };
}
