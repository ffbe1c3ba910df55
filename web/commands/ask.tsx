/** Opens the dialog of a command from anywhere in the page. */
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Asked } from './asked.ts';
import { CommandDialog } from './command-dialog.tsx';

export type Ask = (fleet: FleetView, asked: Asked) => void;

const AskContext = createContext<Ask | undefined>(undefined);

export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState<{ readonly fleet: FleetView; readonly asked: Asked }>();
  const ask = useMemo<Ask>(
    () => (fleet, asked) => {
      setOpen({ fleet, asked });
    },
    [],
  );
  return (
    <AskContext value={ask}>
      {children}
      {open && (
        <CommandDialog
          {...open}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
    </AskContext>
  );
}

export function useAsk(): Ask {
  const ask = useContext(AskContext);
  if (ask === undefined) throw new Error('CommandsProvider is missing.');
  return ask;
}
