/** Opens a target by its ordinal: its path is read where it is not known. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ApiFailure } from '../api/failures.ts';
import { useFlashes } from '../frame/flashes.tsx';
import { useOpenTarget } from './use-open-target.ts';
import { cachedRow, readRange } from './use-rows.ts';

export function useOpenOrdinal(fleetId: string): (ordinal: number) => void {
  const cache = useQueryClient();
  const flashes = useFlashes();
  const { open } = useOpenTarget();
  return useCallback(
    (ordinal: number) => {
      const openIt = async (): Promise<void> => {
        const known = cachedRow(cache, fleetId, ordinal);
        const row = known ?? (await readRange(fleetId, {}, { from: ordinal, to: ordinal })).rows[0];
        if (row !== undefined) open(row.path);
      };
      openIt().catch((error: unknown) => {
        if (!(error instanceof ApiFailure)) throw error;
        flashes.add({ id: 'open-target', type: 'error', header: 'The target could not be read', content: error.message });
      });
    },
    [cache, fleetId, open, flashes],
  );
}
