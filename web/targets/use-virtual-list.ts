/** The list of rows of which only those that are seen are in the page, and the row that the keyboard is on. */
import { defaultRangeExtractor, useVirtualizer, type Range, type VirtualItem } from '@tanstack/react-virtual';
import { useCallback, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

const rowHeight = 36;
/** Rows beyond those that are seen. */
const overscan = 10;

export interface VirtualList {
  readonly items: readonly VirtualItem[];
  readonly height: number;
  /** Rows that are seen at once. */
  readonly seen: number;
  /** The ordinal that the keyboard is on; the first one where it is nowhere. */
  readonly cursor: number | undefined;
  /** Brings a row into view and puts the focus on it. */
  readonly focus: (ordinal: number) => void;
}

/** @param scroller the element that scrolls, and has the rows in it */
export function useVirtualList(scroller: RefObject<HTMLElement | null>, ordinals: readonly number[]): VirtualList {
  const [moved, setMoved] = useState<number>();
  const cursorIndex = moved === undefined ? -1 : ordinals.indexOf(moved);
  // Its functions are called while rendering, and kept nowhere.
  // eslint-disable-next-line react-hooks/incompatible-library
  const list = useVirtualizer({
    count: ordinals.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    getItemKey: (index) => ordinals[index] ?? index,
    // The row with the focus stays in the page: the focus would be lost otherwise.
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range);
        return cursorIndex === -1 || seen.includes(cursorIndex) ? seen : [...seen, cursorIndex].sort((a, b) => a - b);
      },
      [cursorIndex],
    ),
  });
  const focus = useCallback(
    (ordinal: number) => {
      const index = ordinals.indexOf(ordinal);
      if (index === -1) return;
      list.scrollToIndex(index, { align: 'auto' });
      flushSync(() => {
        setMoved(ordinal);
      });
      scroller.current?.querySelector<HTMLElement>(`[data-ordinal="${ordinal}"]`)?.focus({ preventScroll: true });
    },
    [scroller, list, ordinals],
  );
  const { range } = list;
  return {
    items: list.getVirtualItems(),
    height: list.getTotalSize(),
    seen: Math.max(1, (range?.endIndex ?? 0) - (range?.startIndex ?? 0) - 1),
    cursor: cursorIndex === -1 ? ordinals[0] : moved,
    focus,
  };
}
