/** The keys that go through the rows of the targets: the next and the previous one, open it, select it. */
import { useShortcut } from '../frame/use-shortcut.ts';
import { ordinalFrom } from './row-order.ts';

interface Rows {
  /** In the order in which they are shown. */
  readonly ordinals: readonly number[];
  /** The row that was reached last; undefined: none. */
  readonly cursor: number | undefined;
  /** Puts the focus on a row. */
  readonly onMove: (ordinal: number) => void;
  readonly onOpen: (ordinal: number) => void;
  readonly onToggle: (ordinal: number) => void;
}

export function useRowKeys({ ordinals, cursor, onMove, onOpen, onToggle }: Rows): void {
  const moveBy = (by: number) => () => {
    const next = ordinalFrom(ordinals, cursor, by);
    if (next !== undefined) onMove(next);
  };
  const atCursor = (act: (ordinal: number) => void) =>
    cursor !== undefined && ordinals.includes(cursor)
      ? () => {
          act(cursor);
        }
      : undefined;
  const some = ordinals.length > 0;
  useShortcut('j', 'Next row', some ? moveBy(1) : undefined);
  useShortcut('k', 'Previous row', some ? moveBy(-1) : undefined);
  useShortcut('Enter', 'Open the row', atCursor(onOpen));
  useShortcut('x', 'Select the row, or not', atCursor(onToggle));
}
