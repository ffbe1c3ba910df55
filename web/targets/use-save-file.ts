/** Reads something from the API and saves it as a file; a failure is told above the page. */
import { useState } from 'react';
import { ApiFailure } from '../api/failures.ts';
import { useFlashes } from '../frame/flashes.tsx';
import { saveFile } from './save-file.ts';

interface File {
  readonly name: string;
  readonly type: string;
  /** @throws ApiFailure */
  readonly read: () => Promise<readonly string[]>;
}

export function useSaveFile({ name, type, read }: File): { readonly isReading: boolean; readonly save: () => void } {
  const [isReading, setReading] = useState(false);
  const flashes = useFlashes();
  const save = async (): Promise<void> => {
    setReading(true);
    try {
      saveFile(name, type, await read());
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      flashes.add({ id: name, type: 'error', header: `${name} could not be read`, content: error.message });
    } finally {
      setReading(false);
    }
  };
  return { isReading, save: () => void save() };
}
