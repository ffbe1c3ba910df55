/** What a screen shows beside its content: the shell has the place for it, a screen says what is in it. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

export interface Panel {
  readonly header: string;
  readonly content: ReactNode;
  readonly onClose: () => void;
}

const PanelContext = createContext<
  { readonly panel: Panel | undefined; readonly show: (panel: Panel | undefined) => void } | undefined
>(undefined);

export function PanelProvider({ children }: { readonly children: ReactNode }) {
  const [panel, show] = useState<Panel>();
  const value = useMemo(() => ({ panel, show }), [panel]);
  return <PanelContext value={value}>{children}</PanelContext>;
}

export function usePanelPlace() {
  const context = useContext(PanelContext);
  if (context === undefined) throw new Error('PanelProvider is missing.');
  return context;
}

/** Shows a panel as long as the component that calls it is there. Keep the panel equal between renders (useMemo). */
export function usePanel(panel: Panel | undefined): void {
  const { show } = usePanelPlace();
  useEffect(() => {
    show(panel);
    return () => {
      show(undefined);
    };
  }, [panel, show]);
}
