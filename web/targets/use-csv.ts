/** Saves the results of all targets of a fleet as CSV. */
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { ApiFailure, client } from '../api/browser-client.ts';
import { useFlashes } from '../app/flashes.tsx';
import { readCsv } from './read-csv.ts';
import { saveFile } from './save-file.ts';

export function useCsv({ fleet_id }: Pick<FleetView, 'fleet_id'>): { readonly isReading: boolean; readonly save: () => void } {
  const [isReading, setReading] = useState(false);
  const flashes = useFlashes();
  const save = async (): Promise<void> => {
    setReading(true);
    try {
      saveFile(`${fleet_id}.csv`, 'text/csv', await readCsv(fleet_id, client));
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      flashes.add({ id: 'csv', type: 'error', header: 'The results could not be read', content: error.message });
    } finally {
      setReading(false);
    }
  };
  return { isReading, save: () => void save() };
}
