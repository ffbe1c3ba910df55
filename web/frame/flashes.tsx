/** Messages above the content: what a command did, and what was refused. They stay until somebody takes them away. */
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';

export interface Flash {
  readonly type: 'success' | 'error' | 'warning' | 'info' | 'in-progress';
  readonly header?: string;
  readonly content: ReactNode;
  /** One with the same id takes the place of an earlier one. */
  readonly id: string;
}

export interface Flashes {
  readonly add: (flash: Flash) => void;
  readonly remove: (id: string) => void;
}

const FlashContext = createContext<{ readonly list: readonly Flash[]; readonly flashes: Flashes } | undefined>(undefined);

export function FlashesProvider({ children }: { readonly children: ReactNode }) {
  const [list, setList] = useState<readonly Flash[]>([]);
  const flashes = useMemo<Flashes>(
    () => ({
      add: (flash) => {
        setList((before) => [flash, ...before.filter(({ id }) => id !== flash.id)]);
      },
      remove: (id) => {
        setList((before) => before.filter((each) => each.id !== id));
      },
    }),
    [],
  );
  return <FlashContext value={{ list, flashes }}>{children}</FlashContext>;
}

function useFlashContext() {
  const context = useContext(FlashContext);
  if (context === undefined) throw new Error('FlashesProvider is missing.');
  return context;
}

export const useFlashes = (): Flashes => useFlashContext().flashes;

export function FlashBar() {
  const { list, flashes } = useFlashContext();
  const items = list.map(({ id, type, header, content }): FlashbarProps.MessageDefinition => ({
    id,
    type: type === 'in-progress' ? 'info' : type,
    loading: type === 'in-progress',
    header,
    content,
    dismissible: true,
    dismissLabel: 'Take the message away',
    onDismiss: () => {
      flashes.remove(id);
    },
  }));
  return <Flashbar items={items} />;
}
