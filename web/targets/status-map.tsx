/** The map of many targets: a small cell each. The arrow keys move through it, Enter or a click opens the target. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import { useIsDark } from '../frame/use-appearance.ts';
import { drawMap } from './draw-map.ts';
import { mapLayout, ordinalAt, ordinalByKey, placeOf, type MapLayout } from './map-layout.ts';
import { cellWords, mapWords } from './map-words.ts';
import { useWidth } from './use-width.ts';

interface Props {
  readonly fleet: FleetView;
  readonly statuses: readonly TargetStatus[];
  /** Undefined: all are shown. */
  readonly shown: readonly number[] | undefined;
  readonly onOpen: (ordinal: number) => void;
}

export function StatusMap({ fleet, statuses, shown, onOpen }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const [cursor, setCursor] = useState(0);
  const total = statuses.length;
  const layout = useMemo(() => mapLayout(total, width, fleet.groups), [total, width, fleet.groups]);
  const wordsOf = (ordinal: number): string => cellWords(ordinal, statuses[ordinal] ?? 'PENDING', fleet.groups);
  return (
    <div
      ref={place}
      role="slider"
      tabIndex={0}
      aria-label={`Map of ${mapWords(statuses)}. Arrow keys move, Enter opens a target`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, total - 1)}
      aria-valuenow={cursor}
      aria-valuetext={wordsOf(cursor)}
      className="status-map"
      onKeyDown={(event) => {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        const next = ordinalByKey(layout, total, cursor, event.key);
        if (next === undefined && event.key !== 'Enter') return;
        event.preventDefault();
        if (next === undefined) onOpen(cursor);
        else setCursor(next);
      }}
    >
      <Cells
        {...{ layout, statuses, shown, width, wordsOf }}
        onPress={(ordinal) => {
          setCursor(ordinal);
          onOpen(ordinal);
        }}
      />
      <GroupNames layout={layout} />
      <Cursor layout={layout} ordinal={cursor} />
    </div>
  );
}

interface CellsProps extends Pick<Props, 'statuses' | 'shown'> {
  readonly layout: MapLayout;
  readonly width: number;
  readonly wordsOf: (ordinal: number) => string;
  readonly onPress: (ordinal: number) => void;
}

function Cells({ layout, statuses, shown, width, wordsOf, onPress }: CellsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDark = useIsDark();
  useEffect(() => {
    if (canvas.current === null || width === 0) return;
    drawMap(canvas.current, { layout, statuses, width, shown: shown && new Set(shown) });
  }, [layout, statuses, shown, width, isDark]);
  const under = (event: React.MouseEvent): number | undefined =>
    ordinalAt(layout, event.nativeEvent.offsetX, event.nativeEvent.offsetY);
  return (
    <canvas
      ref={canvas}
      aria-hidden
      style={{ width, height: layout.height }}
      onMouseMove={(event) => {
        const ordinal = under(event);
        event.currentTarget.title = ordinal === undefined ? '' : wordsOf(ordinal);
      }}
      onClick={(event) => {
        const ordinal = under(event);
        if (ordinal !== undefined) onPress(ordinal);
      }}
    />
  );
}

function GroupNames({ layout }: { readonly layout: MapLayout }) {
  if (!layout.named) return null;
  return layout.blocks.map(({ path, top }) => (
    <span key={path} className="map-group" aria-hidden style={{ top }}>
      {path}
    </span>
  ));
}

function Cursor({ layout, ordinal }: { readonly layout: MapLayout; readonly ordinal: number }) {
  const mark = useRef<HTMLSpanElement>(null);
  const at = placeOf(layout, ordinal);
  useEffect(() => {
    // Only by the keyboard: at first the page stays where it is.
    if (mark.current !== null && mark.current.parentElement === document.activeElement) {
      mark.current.scrollIntoView({ block: 'nearest' });
    }
  }, [ordinal]);
  if (at === undefined) return null;
  return (
    <span
      ref={mark}
      className="map-cursor"
      aria-hidden
      style={{ left: at.x, top: at.y, width: layout.cell, height: layout.cell }}
    />
  );
}
