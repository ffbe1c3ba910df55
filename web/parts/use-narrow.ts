/** Whether the window is as narrow as a phone: tables have fewer columns then. */
import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 688px)');

export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed);
      return () => {
        narrow.removeEventListener('change', changed);
      };
    },
    () => narrow.matches,
  );
