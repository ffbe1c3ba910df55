/** The times that an axis shows: whole minutes, hours or days, as many as there is room for. */
import type { Axis } from './busy-time.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 30].map((count) => count * day),
];

export interface Tick {
  readonly time: number;
  readonly at: number;
}

export interface Ticks {
  readonly ticks: readonly Tick[];
  /** Between two of them, in ms. */
  readonly stepMs: number;
}

/** @param least part of the width between two texts @param offsetMs what is added to a time to get whole hours of the place: the offset of its time zone */
export function ticksOf({ pieces, at }: Axis, least: number, offsetMs: number): Ticks {
  const shown = pieces.filter(({ isCut }) => !isCut);
  const ms = shown.reduce((sum, { from, to }) => sum + to - from, 0);
  const width = shown.reduce((sum, { size }) => sum + size, 0);
  const stepMs = steps.find((step) => (step / Math.max(1, ms)) * width >= least) ?? day * 30;
  const ticks: Tick[] = [];
  for (const { from, to } of shown) {
    const first = Math.ceil((from + offsetMs) / stepMs) * stepMs - offsetMs;
    for (let time = first; time <= to; time += stepMs) {
      const place = at(time);
      if (place - (ticks.at(-1)?.at ?? -1) >= least) ticks.push({ time, at: place });
    }
  }
  return { ticks, stepMs };
}

/** Of labels on a line those that have room, from the left. */
export function withRoom<T extends { readonly at: number }>(labels: readonly T[], least: number): T[] {
  const kept: T[] = [];
  for (const label of labels) if (label.at - (kept.at(-1)?.at ?? -1) >= least) kept.push(label);
  return kept;
}

/** Example: `14:35:02`; from minutes on `14:35`, from days on `27 Nov`. */
export function tickText(time: number, stepMs: number): string {
  const date = new Date(time);
  if (stepMs >= day) return date.toLocaleDateString('en', { day: 'numeric', month: 'short' });
  const seconds = stepMs < minute ? { second: '2-digit' as const } : {};
  return date.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', ...seconds, hourCycle: 'h23' });
}
