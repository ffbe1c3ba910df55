/** The keys of a table whose rows have a link: the focus goes from link to link, and back to one when its target is closed. */
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import type { TargetView } from '../../contracts/http/fleet.ts';
import { toggleOne } from './selection.ts';
import type { ListProps } from './list-props.ts';
import { useRowKeys } from './use-row-keys.ts';

interface Rows extends Pick<ListProps, 'onSelect'> {
  readonly rows: readonly TargetView[];
  readonly openPath: string | null;
  readonly onOpen: (path: string) => void;
}

export function useLinkKeys(place: RefObject<HTMLElement | null>, { rows, openPath, onSelect, onOpen }: Rows): void {
  const [cursor, setCursor] = useState<number>();
  const focusPath = (path: string): void => {
    const links = place.current?.querySelectorAll<HTMLElement>('[data-target]') ?? [];
    [...links].find((link) => link.dataset['target'] === path)?.focus();
  };
  const pathOf = (ordinal: number): string | undefined => rows.find((row) => row.ordinal === ordinal)?.path;
  useRowKeys({
    ordinals: rows.map(({ ordinal }) => ordinal),
    cursor,
    onMove: (ordinal) => {
      setCursor(ordinal);
      focusPath(pathOf(ordinal) ?? '');
    },
    onOpen: (ordinal) => {
      onOpen(pathOf(ordinal) ?? '');
    },
    onToggle: (ordinal) => {
      onSelect((before) => toggleOne(before, ordinal));
    },
  });
  useFocusBack(openPath, focusPath);
}

/** Calls back with the path of a target after it was closed. */
export function useFocusBack(openPath: string | null, focus: (path: string) => void): void {
  const before = useRef(openPath);
  const back = useEffectEvent(focus);
  useEffect(() => {
    const closed = openPath === null ? before.current : null;
    before.current = openPath;
    if (closed === null) return undefined;
    // The panel takes the focus with it in the same moment.
    const frame = requestAnimationFrame(() => {
      back(closed);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [openPath]);
}
