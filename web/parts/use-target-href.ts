/** The address of a target beside what is shown now: the rest of the query stays, but the attempt, which belongs to one target. */
import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'wouter';

export function useTargetHref(): (path: string) => string {
  const [location] = useLocation();
  const [search] = useSearchParams();
  return useCallback(
    (path) => {
      const after = new URLSearchParams(search);
      after.delete('attempt');
      after.set('target', path);
      return `${location}?${after.toString()}`;
    },
    [location, search],
  );
}
