/** The picture of a graph: frames nest and never overlap, arrows lead to the right, and statuses move nothing. */
import * as fc from 'fast-check';
import type { GraphView } from '../../contracts/http/graph.ts';
import { wavesOfEdges } from '../../core/graph/waves-of-edges.ts';
import type { Edge } from '../../core/graph/graph.ts';
import { boxesIn, framesIn, type Part } from '../../core/picture/parts.ts';
import type { Picture } from '../../core/picture/picture.ts';
import { columnsOf } from '../../web/graph/columns.ts';
import { edgeOf, graphParts, mostOpen } from '../../web/graph/graph-parts.ts';
import { pathOfArrow, placeLanes, type Placed } from '../../web/graph/lanes.ts';
import { relatedTo } from '../../web/graph/related.ts';
import { randomFleet } from '../core/picture/random-fleets.ts';

type Drawn = Pick<Picture, 'groups' | 'edges' | 'expand'> & { readonly total: number };

function draw({ groups, edges, expand, total }: Drawn) {
  const view = {
    // What a group has besides its range is not placed.
    groups: groups.map(({ path, from, to }) => ({ path, from, to, sandbox: null })) as unknown as GraphView['groups'],
    edges: (edges ?? []).map(({ from, to, onFrom, onTo, optional }) => ({
      ...{ from: [from, to] as [number, number], on: [onFrom, onTo] as [number, number], optional },
    })),
  };
  const { parts, arrows, leftOut } = graphParts(view, total, expand);
  const waves = wavesOfEdges(total, view.edges.map(edgeOf));
  const columns = columnsOf(parts, arrows, (ordinal) => waves[ordinal] ?? 1);
  const lanes = placeLanes(parts, arrows.length === 0 ? undefined : columns.of);
  const placed = new Map<string, Placed>([...lanes.boxes, ...lanes.frames].map((each) => [each.part.id, each]));
  return { parts, arrows, leftOut, columns, lanes, placed };
}

const check = (holds: (drawn: ReturnType<typeof draw>, fleet: Picture) => void): void => {
  fc.assert(
    fc.property(randomFleet, ({ picture }) => {
      holds(draw({ ...picture, total: picture.statuses.length }), picture);
    }),
    { numRuns: 12 },
  );
};

const right = ({ x, width }: Placed): number => x + width;
const bottom = ({ y, height }: Placed): number => y + height;
const isInside = (inner: Placed, outer: Placed): boolean =>
  inner.x > outer.x && inner.y > outer.y && right(inner) < right(outer) && bottom(inner) < bottom(outer);
const areApart = (one: Placed, other: Placed): boolean =>
  right(one) <= other.x || right(other) <= one.x || bottom(one) <= other.y || bottom(other) <= one.y;

/** Ids of parts that are not where they should be. A call of `expect` for each pair would take minutes. */
function misplaced({ lanes }: ReturnType<typeof draw>): string[] {
  const all: readonly (Placed & { readonly part: Part })[] = [...lanes.boxes, ...lanes.frames];
  const wrong = all
    .filter((each) => each.x < 0 || each.y < 0 || right(each) > lanes.width || bottom(each) > lanes.height)
    .map(({ part }) => part.id);
  for (const frame of lanes.frames) {
    const inside = new Set([...boxesIn(frame.part.parts), ...framesIn(frame.part.parts)].map(({ id }) => id));
    for (const other of all) {
      const around = other.part.from <= frame.part.from && other.part.to >= frame.part.to && !inside.has(other.part.id);
      if (around && other.part.kind === 'frame') continue;
      if (!(inside.has(other.part.id) ? isInside(other, frame) : areApart(other, frame))) wrong.push(other.part.id);
    }
  }
  const boxes = lanes.boxes.flatMap((box, at) => lanes.boxes.slice(at + 1).map((other) => [box, other] as const));
  return [...wrong, ...boxes.filter(([one, other]) => !areApart(one, other)).map(([{ part }]) => part.id)];
}

test('what is in a frame is inside it, nothing else is, and no boxes overlap', () => {
  check((drawn) => {
    expect(drawn.lanes.boxes.map(({ part }) => part.id)).toEqual(boxesIn(drawn.parts).map(({ id }) => id));
    expect(drawn.lanes.frames.map(({ part }) => part.id)).toEqual(framesIn(drawn.parts).map(({ id }) => id));
    expect(misplaced(drawn)).toEqual([]);
  });
});

test('every arrow leads to the right, and all are drawn where no group is one box', () => {
  check(({ columns, arrows, parts, placed }) => {
    const wrong = columns.arrows.filter((arrow) => {
      const [from, to] = [placed.get(arrow.from.id), placed.get(arrow.to.id)];
      return !from || !to || right(from) >= to.x || !/^M[\d.]+ [\d.]+C/.test(pathOfArrow(arrow, placed));
    });
    expect(wrong).toEqual([]);
    expect(columns.arrows.length + columns.against).toBe(arrows.length);
    if (boxesIn(parts).every(({ kind }) => kind === 'target')) expect(columns.against).toBe(0);
  });
});

test('a target is in the column of its wave, below the one of that column before it', () => {
  check(({ lanes, parts, arrows }, { edges, statuses }) => {
    if (arrows.length === 0 || boxesIn(parts).some(({ kind }) => kind !== 'target')) return;
    const waves = wavesOfEdges(statuses.length, edges ?? []);
    const xs = new Map<number, number>();
    const ys = new Map<number, number>();
    const wrong: string[] = [];
    for (const { part, x, y } of lanes.boxes) {
      const wave = waves[part.from] ?? 0;
      if ((xs.get(wave) ?? x) !== x || y <= (ys.get(wave) ?? -1)) wrong.push(part.id);
      xs.set(wave, x);
      ys.set(wave, y);
    }
    expect(wrong).toEqual([]);
    expect([...xs].sort(([one], [other]) => one - other).map(([, x]) => x)).toEqual(
      [...xs.values()].sort((one, other) => one - other),
    );
  });
});

const edge = (from: readonly [number, number], on: readonly [number, number]): Edge => ({
  ...{ from: from[0], to: from[1], onFrom: on[0], onTo: on[1], optional: false },
});
const columnsIn = (drawn: ReturnType<typeof draw>): Record<string, number> => Object.fromEntries(drawn.columns.of);

test('groups that are one box each stand in the order in which they wait', () => {
  const groups = ['a', 'b', 'c'].map((path, at) => ({ path, from: at * 200, to: (at + 1) * 200 }));
  const drawn = draw({ groups, edges: [edge([0, 200], [400, 600]), edge([200, 201], [0, 1])], expand: [], total: 600 });
  expect(columnsIn(drawn)).toEqual({ g0: 1, g1: 2, g2: 0 });
  expect(drawn.columns.against).toBe(0);
});

test('of groups that wait for targets of each other one stands first, and the arrow back is told', () => {
  const groups = ['a', 'b'].map((path, at) => ({ path, from: at * 200, to: (at + 1) * 200 }));
  const drawn = draw({ groups, edges: [edge([200, 201], [0, 1]), edge([1, 2], [200, 201])], expand: [], total: 400 });
  expect(columnsIn(drawn)).toEqual({ g0: 0, g1: 1 });
  expect([drawn.columns.arrows.length, drawn.columns.against]).toEqual([1, 1]);
});

test('a large fleet shows groups that can be opened, and no targets above 2,000', () => {
  const groups = [
    { path: 'a', from: 0, to: mostOpen },
    { path: 'b', from: mostOpen, to: mostOpen + 1 },
  ];
  const kinds = (drawn: ReturnType<typeof draw>) => [...new Set(boxesIn(drawn.parts).map(({ kind }) => kind))];
  expect(kinds(draw({ groups, edges: null, expand: [], total: mostOpen }))).toEqual(['target']);
  expect(kinds(draw({ groups, edges: null, expand: [], total: mostOpen + 1 }))).toEqual(['group']);
  expect(kinds(draw({ groups, edges: null, expand: ['b'], total: mostOpen + 1 }))).toEqual(['group', 'target']);
  const large = [
    { path: 'a', from: 0, to: 3_000 },
    { path: 'a/b', from: 2_000, to: 3_000 },
  ];
  const opened = draw({ groups: large, edges: null, expand: ['a'], total: 3_000 });
  expect(boxesIn(opened.parts).map(({ kind, from, to }) => [kind, from, to])).toEqual([
    ['rest', 0, 2_000],
    ['group', 2_000, 3_000],
  ]);
});

test('without dependencies there are five columns', () => {
  const drawn = draw({ groups: [{ path: 'default', from: 0, to: 12 }], edges: null, expand: [], total: 12 });
  expect(drawn.lanes.boxes.map(({ x }) => x).filter((x, at, all) => all.indexOf(x) === at)).toHaveLength(5);
  expect(drawn.lanes.boxes.map(({ y }) => y)).toEqual([4, 4, 4, 4, 4, 38, 38, 38, 38, 38, 72, 72]);
  expect(drawn.lanes.frames).toEqual([]);
});

test('related to a target is all that it reaches along the edges, in one direction or the other', () => {
  // a → b → d, c → d → e; f is alone.
  const edges = [edge([1, 2], [0, 1]), edge([3, 4], [1, 3]), edge([4, 5], [3, 4])];
  const related = relatedTo({ from: 1, to: 2 }, edges, 6);
  const at = (ordinal: number) => ({ from: ordinal, to: ordinal + 1 });
  expect([0, 1, 2, 3, 4, 5].map((ordinal) => related.has(at(ordinal)))).toEqual([true, true, false, true, true, false]);
  expect(related.joins(at(0), at(1))).toBe(true);
  expect(related.joins(at(1), at(3))).toBe(true);
  expect(related.joins(at(2), at(3))).toBe(false);
  // What b waits for, and what waits for b, are on two ways: an arrow between them without b is on neither.
  expect(related.joins(at(0), at(4))).toBe(false);
});
