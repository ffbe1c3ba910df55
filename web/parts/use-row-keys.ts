/** `j` and `k` go through the rows of a list: from link to link, so that Enter opens the one with the focus. */
import type { RefObject } from 'react';
import { useShortcut } from '../frame/use-shortcut.ts';

/** @param list has a link with the attribute data-row in each row */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const go = (step: 1 | -1) => () => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row] a') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step;
    rows[next]?.focus();
  };
  useShortcut('j', 'Next row', go(1));
  useShortcut('k', 'Row before', go(-1));
}
