/** Draws the map of a fleet's targets: a cell each, in the colour and with the pattern of its status. */
import { targetStatuses, type TargetStatus } from '../../core/fleet.ts';
import { statusSlug } from '../words/status-words.ts';
import { placeOf, type MapLayout } from './map-layout.ts';

/** A mark in each cell, so that a status is not told by its colour alone. In parts of the cell: lines from point to point. */
const marks: Readonly<Record<TargetStatus, readonly (readonly [number, number, number, number])[]>> = {
  SUCCEEDED: [],
  FAILED: [
    [0, 0, 1, 1],
    [1, 0, 0, 1],
  ],
  LOST: [[0, 0, 1, 1]],
  BLOCKED: [
    [0, 0.33, 1, 0.33],
    [0, 0.67, 1, 0.67],
  ],
  CANCELLED: [[0, 0.5, 1, 0.5]],
  SKIPPED: [[0.5, 0, 0.5, 1]],
  AWAITING_INPUT: [
    [0.5, 0, 0.5, 1],
    [0, 0.5, 1, 0.5],
  ],
  RUNNING: [
    [0, 0.5, 0.5, 0],
    [0.5, 1, 1, 0.5],
  ],
  QUEUED: [[1, 0, 0, 1]],
  PENDING: [],
};

/** Of what the filter does not show. */
const faint = 0.25;

interface MapPicture {
  readonly layout: MapLayout;
  readonly statuses: readonly TargetStatus[];
  /** Undefined: all are shown. */
  readonly shown: ReadonlySet<number> | undefined;
  readonly width: number;
}

export function drawMap(canvas: HTMLCanvasElement, { layout, statuses, shown, width }: MapPicture): void {
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(layout.height * scale);
  const tiles = tilesOf(canvas, Math.max(2, Math.round((layout.cell - 1) * scale)));
  for (const [ordinal, status] of statuses.entries()) {
    const place = placeOf(layout, ordinal);
    if (place === undefined) continue;
    pen.globalAlpha = shown?.has(ordinal) === false ? faint : 1;
    pen.drawImage(tiles[status], Math.round(place.x * scale), Math.round(place.y * scale));
  }
}

/** One cell of each status, drawn once and then copied. @param size in pixels of the screen */
function tilesOf(canvas: HTMLCanvasElement, size: number): Record<TargetStatus, HTMLCanvasElement> {
  const style = getComputedStyle(canvas);
  const tiles = targetStatuses.map((status) => {
    const tile = document.createElement('canvas');
    tile.width = tile.height = size;
    const pen = tile.getContext('2d');
    if (pen !== null) {
      pen.fillStyle = style.getPropertyValue(`--status-${statusSlug(status)}`);
      pen.fillRect(0, 0, size, size);
      pen.strokeStyle = style.getPropertyValue('--background');
      pen.lineWidth = Math.max(1, size / 6);
      for (const [x1, y1, x2, y2] of marks[status]) {
        pen.beginPath();
        pen.moveTo(x1 * size, y1 * size);
        pen.lineTo(x2 * size, y2 * size);
        pen.stroke();
      }
    }
    return [status, tile] as const;
  });
  // One entry for each status.
  return Object.fromEntries(tiles) as Record<TargetStatus, HTMLCanvasElement>;
}
