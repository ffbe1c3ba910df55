/**
 * Where each target of a fleet has its cell in the map: in the order of ordinals, row by row; each of few top-level groups begins a row of its
 * own, under its name.
 * Invariant: no two targets have one place, and each place is inside the map.
 * Example: 250 targets, 100 columns, no groups → three rows of 100, 100 and 50 cells.
 */

export interface MapGroup {
  readonly path: string;
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

export interface MapBlock extends MapGroup {
  /** Pixels from the top of the map to the first row of its cells. */
  readonly top: number;
}

export interface MapLayout {
  /** Pixels from one cell to the next. */
  readonly cell: number;
  readonly columns: number;
  readonly height: number;
  readonly blocks: readonly MapBlock[];
  /** Whether each block has its name above it. */
  readonly named: boolean;
}

/** Pixels of the name of a group. */
export const nameHeight = 18;
/** More groups than this have no names in the map: it would consist of them. */
const mostNames = 24;

/** About as high as this, where cells of a readable size allow it. */
const wantedHeight = 280;
const smallest = 5;
const largest = 14;
const cellOf = (total: number, width: number): number =>
  Math.min(largest, Math.max(smallest, Math.floor(Math.sqrt((width * wantedHeight) / Math.max(1, total)))));

/** @param width of the map in pixels @param groups those at the top, by ordinal */
export function mapLayout(total: number, width: number, groups: readonly MapGroup[]): MapLayout {
  const cell = cellOf(total, width);
  const columns = Math.max(1, Math.floor(width / cell));
  const named = groups.length > 1 && groups.length <= mostNames;
  const parts = named ? groups : [{ path: '', from: 0, to: total }];
  const blocks: MapBlock[] = [];
  let height = 0;
  for (const part of parts) {
    const top = height + (named ? nameHeight : 0);
    blocks.push({ ...part, top });
    height = top + Math.ceil((part.to - part.from) / columns) * cell;
  }
  return { cell, columns, height, blocks, named };
}

/** Pixels of the left upper corner of a cell; undefined: the map has no such target. */
export function placeOf({ cell, columns, blocks }: MapLayout, ordinal: number): { x: number; y: number } | undefined {
  const block = blocks.find(({ from, to }) => ordinal >= from && ordinal < to);
  if (block === undefined) return undefined;
  const index = ordinal - block.from;
  return { x: (index % columns) * cell, y: block.top + Math.floor(index / columns) * cell };
}

/** The target whose cell is at a point; undefined: none is. */
export function ordinalAt({ cell, columns, blocks }: MapLayout, x: number, y: number): number | undefined {
  const block = blocks.findLast(({ top }) => y >= top);
  const column = Math.floor(x / cell);
  if (block === undefined || column < 0 || column >= columns) return undefined;
  const ordinal = block.from + Math.floor((y - block.top) / cell) * columns + column;
  return ordinal < block.to ? ordinal : undefined;
}

/** Where a key leads from a target: along the row, to the row above or below, to the first and the last. */
export function ordinalByKey(layout: MapLayout, total: number, ordinal: number, key: string): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: layout.columns,
    ArrowUp: -layout.columns,
    PageDown: 10 * layout.columns,
    PageUp: -10 * layout.columns,
    Home: -total,
    End: total,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(total - 1, Math.max(0, ordinal + step));
}
