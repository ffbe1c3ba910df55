/**
 * The axis of a timeline, from which stretches are cut out in which nothing ran: a pause of a day would make all attempts specks.
 * Invariant: what was earlier stands further left, and all that is not cut has one scale.
 * Example: 10 s of work, 20 min of pause, 10 s of work → both halves have 48.5 % of the width, the pause 3 %.
 */

/** Epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Piece extends Span {
  /** Whether nothing ran in it, and it is drawn with a fixed width. */
  readonly isCut: boolean;
  /** Where it is drawn, and how wide, as parts of the whole width. */
  readonly at: number;
  readonly size: number;
}

export interface Axis {
  /** In order, each begins where the one before ends. */
  readonly pieces: readonly Piece[];
  /** In which something ran, in ms: shorter stretches between that are not cut are not counted. */
  readonly busyMs: number;
  /** Where a time is drawn, as part of the whole width: from 0 to 1. */
  readonly at: (time: number) => number;
}

/** A stretch is cut where it is longer than this, and than this part of all the work. */
const leastCutMs = 10_000;
const cutShare = 0.1;
/** Width of a stretch that is cut, and of all of them together. */
const cutWidth = 0.03;
const mostCutWidth = 0.3;

/** @param until undefined: the end of the last span; else the axis goes on to there */
export function busyAxis(spans: readonly Span[], until?: number): Axis {
  const busy = merged(spans);
  const busyMs = lengthOf(busy);
  const cuts = gapsIn(busy, until).filter(({ from, to }) => to - from > Math.max(leastCutMs, busyMs * cutShare));
  const begin = busy[0]?.from ?? until ?? 0;
  const end = Math.max(busy.at(-1)?.to ?? begin, until ?? begin);
  const width = cuts.length === 0 ? 0 : Math.min(cutWidth, mostCutWidth / cuts.length);
  // Where all is one moment, it is drawn at the begin.
  const scale = (1 - width * cuts.length) / Math.max(1, end - begin - lengthOf(cuts));
  const pieces: Piece[] = [];
  let at = 0;
  const add = (span: Span, isCut: boolean): void => {
    if (span.from === span.to && !isCut) return;
    const size = isCut ? width : (span.to - span.from) * scale;
    pieces.push({ ...span, isCut, at, size });
    at += size;
  };
  let from = begin;
  for (const cut of cuts) {
    add({ from, to: cut.from }, false);
    add(cut, true);
    from = cut.to;
  }
  add({ from, to: end }, false);
  return { pieces, busyMs, at: (time) => placeOf(pieces, time) };
}

function placeOf(pieces: readonly Piece[], time: number): number {
  const piece = pieces.find(({ to }) => time <= to) ?? pieces.at(-1);
  if (piece === undefined) return 0;
  const { from, to, at, size } = piece;
  const part = Math.min(1, Math.max(0, (time - from) / Math.max(1, to - from)));
  return at + part * size;
}

/** The stretches in which at least one span is, in order. */
function merged(spans: readonly Span[]): Span[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    const last = all.at(-1);
    if (last === undefined || from > last.to) all.push({ from, to: Math.max(from, to) });
    else last.to = Math.max(last.to, to);
  }
  return all;
}

function gapsIn(busy: readonly Span[], until: number | undefined): Span[] {
  const last = busy.at(-1);
  const between = busy.slice(1).map(({ from }, at) => ({ from: busy[at]?.to ?? from, to: from }));
  return last !== undefined && until !== undefined && until > last.to ? [...between, { from: last.to, to: until }] : between;
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);
