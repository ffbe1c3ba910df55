/** Opens the dialog of a command from anywhere in the page. */
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Asked } from './asked.ts';
import { CommandDialog } from './command-dialog.tsx';

export type Ask = (fleet: FleetView, asked: Asked) => void;

const AskContext = createContext<Ask | undefined>(undefined);

export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState<{ readonly fleet: FleetView; readonly asked: Asked; readonly opener: Element | null }>();
  const ask = useMemo<Ask>(
    () => (fleet, asked) => {
      setOpen({ fleet, asked, opener: document.activeElement });
    },
    [],
  );
  return (
    <AskContext value={ask}>
      {children}
      {open && (
        <CommandDialog
          fleet={open.fleet}
          asked={open.asked}
          onClose={() => {
            setOpen(undefined);
            giveFocusBack(open.opener);
          }}
        />
      )}
    </AskContext>
  );
}

/** To what opened the dialog, or where that is gone, such as an entry of a menu, to the content. */
function giveFocusBack(opener: Element | null): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body && document.activeElement !== null) return;
    const place =
      opener instanceof HTMLElement && opener.isConnected && opener !== document.body
        ? opener
        : document.getElementById('content');
    place?.focus({ preventScroll: true });
  });
}

const OffContext = createContext(false);

/** Around buttons of commands: they are off where what they would be about is too old to decide by. */
export const CommandsOff = OffContext.Provider;
export const useCommandsOff = (): boolean => useContext(OffContext);

export function useAsk(): Ask {
  const ask = useContext(AskContext);
  if (ask === undefined) throw new Error('CommandsProvider is missing.');
  return ask;
}
