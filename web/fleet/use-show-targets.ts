/** Shows the targets of a fleet with another filter: what was pressed beside them is a place of the address. */
import { useSearchParams } from 'wouter';

interface ShowTargets {
  readonly search: URLSearchParams;
  /** Values of the filter; null takes one away. */
  readonly show: (filter: Readonly<Record<string, string | null>>) => void;
}

export function useShowTargets(): ShowTargets {
  const [search, setSearch] = useSearchParams();
  return {
    search,
    show: (filter) => {
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          after.delete('tab');
          for (const [name, value] of Object.entries(filter)) {
            if (value === null) after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { replace: true },
      );
    },
  };
}
