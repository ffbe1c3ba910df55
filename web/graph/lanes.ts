/**
 * Places the boxes and frames of a graph. Column: the wave. Row: the next free one of the column, in the order of the fleet, within each
 * group. Groups stand below each other, and a frame is as wide as its own columns.
 * Invariant: frames nest and never overlap, and every arrow leads to the right. The same fleet has the same picture whatever its statuses are.
 */
import type { Arrow } from '../../core/picture/arrows.ts';
import type { Box, Frame, Part } from '../../core/picture/parts.ts';
import { plainColumns } from './columns.ts';

/** In units of the picture. */
export const sizes = { width: 190, target: 28, group: 46, gapY: 6, pad: 8, title: 24, margin: 4, arrow: 30, gapX: 12 } as const;

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export type PlacedBox = Placed & { readonly part: Box };
export type PlacedFrame = Placed & { readonly part: Frame };

export interface Lanes {
  readonly boxes: readonly PlacedBox[];
  /** Each before those in it. */
  readonly frames: readonly PlacedFrame[];
  readonly width: number;
  readonly height: number;
}

/** @param columns by id of the box; undefined: no target depends on another */
export function placeLanes(parts: readonly Part[], columns: ReadonlyMap<string, number> | undefined): Lanes {
  const levels = Math.max(0, ...parts.map(levelsOf));
  const border = sizes.margin + levels * sizes.pad;
  const between = columns === undefined ? sizes.gapX : 2 * levels * sizes.pad + sizes.arrow;
  const place: Place = {
    columns,
    x: (column) => border + column * (sizes.width + between),
    boxes: [],
    frames: [],
  };
  const bottom = placeParts(place, parts, sizes.margin);
  const right = Math.max(0, ...[...place.boxes, ...place.frames].map(({ x, width }) => x + width));
  return { boxes: place.boxes, frames: place.frames, width: right + sizes.margin, height: bottom + sizes.margin };
}

interface Place {
  readonly columns: ReadonlyMap<string, number> | undefined;
  readonly x: (column: number) => number;
  readonly boxes: PlacedBox[];
  readonly frames: PlacedFrame[];
}

/** Frames within each other, this one included; of a box 0. */
const levelsOf = (part: Part): number => (part.kind === 'frame' ? 1 + Math.max(0, ...part.parts.map(levelsOf)) : 0);

/** Answers where the next thing below them may begin. */
function placeParts(place: Place, parts: readonly Part[], top: number): number {
  let y = top;
  let block: Box[] = [];
  const endBlock = (): void => {
    if (block.length > 0) y = placeBlock(place, block, y);
    block = [];
  };
  for (const part of parts) {
    if (part.kind !== 'frame') {
      block.push(part);
      continue;
    }
    endBlock();
    y = placeFrame(place, part, y);
  }
  endBlock();
  return y;
}

function placeBlock(place: Place, boxes: readonly Box[], top: number): number {
  const height = boxes.some(({ kind }) => kind === 'group') ? sizes.group : sizes.target;
  const used = new Map<number, number>();
  for (const [at, part] of boxes.entries()) {
    const column = place.columns?.get(part.id) ?? at % plainColumns;
    const row = used.get(column) ?? 0;
    used.set(column, row + 1);
    const y = top + row * (height + sizes.gapY);
    place.boxes.push({
      part,
      x: place.x(column),
      y,
      width: sizes.width,
      height: part.kind === 'group' ? sizes.group : sizes.target,
    });
  }
  return top + Math.max(...used.values()) * (height + sizes.gapY);
}

function placeFrame(place: Place, frame: Frame, top: number): number {
  const at = place.frames.length;
  const firstBox = place.boxes.length;
  const room = { part: frame, x: 0, y: top, width: 0, height: 0 };
  // Its place in the list is before those in it.
  place.frames.push(room);
  const bottom = placeParts(place, frame.parts, top + sizes.title) - sizes.gapY + sizes.pad;
  const inside = place.boxes.slice(firstBox);
  const border = levelsOf(frame) * sizes.pad;
  const x = Math.min(...inside.map((box) => box.x)) - border;
  const right = Math.max(...inside.map((box) => box.x + box.width)) + border;
  place.frames[at] = { ...room, x, width: right - x, height: bottom - top };
  return bottom + sizes.gapY;
}

/** The way of an arrow, as SVG has it: from the right side of what is waited for to the left side of what waits. */
export function pathOfArrow({ from, to }: Arrow, placed: ReadonlyMap<string, Placed>): string {
  const [source, dependent] = [placed.get(from.id), placed.get(to.id)];
  if (source === undefined || dependent === undefined) return '';
  const [x1, y1] = [source.x + source.width, middle(source, from)];
  const [x2, y2] = [dependent.x, middle(dependent, to)];
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Arrows of a frame meet it at its title. */
const middle = ({ y, height }: Placed, part: Part): number => y + (part.kind === 'frame' ? sizes.title / 2 : height / 2);
