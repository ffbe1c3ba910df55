import type { TargetStatus } from '../../../core/fleet.ts';
import { drawDot } from '../../../core/picture/dot.ts';
import { drawMermaid } from '../../../core/picture/mermaid.ts';
import { boxesIn, foldedPaths, framesIn, partsOf, type Group } from '../../../core/picture/parts.ts';
import { pictureOf, shownTargets } from '../../../core/picture/picture.ts';
import { drawTree, type TreeFacts } from '../../../core/picture/tree.ts';
import { edge } from '../graph/graph-of.ts';
import { shown } from './shown-fleets.ts';

const list = (total: number): Group[] => [{ path: 'default', from: 0, to: total }];
const idsOf = (parts: ReturnType<typeof partsOf>) => boxesIn(parts).map(({ id }) => id);

describe('which parts are shown', () => {
  test('up to 200 targets, all of them; above, the groups alone', () => {
    const two = (total: number): Group[] => [
      { path: 'a', from: 0, to: 2 },
      { path: 'b', from: 2, to: total },
    ];
    expect(idsOf(partsOf({ total: 200, groups: two(200), expand: [] }))).toHaveLength(200);
    const large = { total: 201, groups: two(201), expand: [] };
    expect([idsOf(partsOf(large)), foldedPaths(large)]).toEqual([
      ['g0', 'g1'],
      ['a', 'b'],
    ]);
    const opened = { ...large, expand: ['a'] };
    expect([idsOf(partsOf(opened)), foldedPaths(opened)]).toEqual([['n0', 'n1', 'g1'], ['b']]);
  });

  test('a plain list has no frame, and is one box if it is large', () => {
    expect(partsOf({ total: 2, groups: list(2), expand: [] }).map(({ kind }) => kind)).toEqual(['target', 'target']);
    expect(idsOf(partsOf({ total: 300, groups: list(300), expand: [] }))).toEqual(['g0']);
    const parts = partsOf({ total: 300, groups: list(300), expand: ['default'] });
    expect([parts.length, parts.at(-1)]).toEqual([201, { kind: 'rest', id: 'r200', from: 200, to: 300, groups: 0 }]);
  });

  test('an inner group opens those around it, and its siblings stay as they are', () => {
    const groups = [
      { path: 'a', from: 0, to: 150 },
      { path: 'a/x', from: 10, to: 80 },
      { path: 'a/y', from: 80, to: 150 },
      { path: 'b', from: 150, to: 300 },
    ];
    const parts = partsOf({ total: 300, groups, expand: ['a/x'] });
    expect(framesIn(parts).map(({ path }) => path)).toEqual(['a', 'a/x']);
    expect(idsOf(parts).slice(-2)).toEqual(['g2', 'g3']);
    expect(foldedPaths({ total: 300, groups, expand: ['a/x'] })).toEqual(['a/y', 'b']);
  });

  test('groups that are opened together share the room: a small one is whole', () => {
    const groups = [
      { path: 'a', from: 0, to: 10 },
      { path: 'b', from: 10, to: 1_000 },
      { path: 'c', from: 1_000, to: 2_000 },
    ];
    const boxes = boxesIn(partsOf({ total: 2_000, groups, expand: ['a', 'b', 'c'] }));
    const shownIn = (from: number, to: number) =>
      boxes.filter((box) => box.kind === 'target' && box.from >= from && box.from < to).length;
    expect([shownIn(0, 10), shownIn(10, 1_000), shownIn(1_000, 2_000)]).toEqual([10, 95, 95]);
  });

  test('of very many groups some are left out, also where one of them is opened; no more than 100 are opened', () => {
    const groups = Array.from({ length: 500 }, (_, at) => ({ path: `g${at}`, from: at, to: at + 1 }));
    const parts = partsOf({ total: 500, groups, expand: ['g300'] });
    expect(parts).toHaveLength(200 + 3);
    expect(parts.slice(200)).toMatchObject([
      { kind: 'rest', groups: 100 },
      { kind: 'frame', id: 'g300' },
      { kind: 'rest', groups: 199 },
    ]);
    expect(framesIn(partsOf({ total: 500, groups, expand: groups.map(({ path }) => path) }))).toHaveLength(100);
    expect(partsOf({ total: 150, groups: groups.slice(0, 150), expand: [] }).every(({ kind }) => kind === 'group')).toBe(true);
  });

  test('facts are needed for the shown targets only', () => {
    const source = { title: '', status: 'RUNNING' as const, edges: null, expand: [] };
    const many = Array.from({ length: 300 }, (): TargetStatus => 'PENDING');
    expect(shownTargets(pictureOf({ ...source, groups: list(300), statuses: many }))).toEqual([]);
    expect(shownTargets(pictureOf({ ...source, groups: list(2), statuses: ['PENDING', 'LOST'] }))).toEqual([0, 1]);
  });
});

describe('arrows', () => {
  const groups = [
    { path: 'lib', from: 0, to: 2 },
    { path: 'app', from: 2, to: 4 },
    { path: 'one', from: 4, to: 5 },
  ];
  const five = (statuses: string, edges: ReturnType<typeof edge>[]) =>
    shown({ groups, targets: statuses.split(' ').map((status, at) => `t${at} ${status}`), edges });
  const arrowsOf = (statuses: string, ...edges: ReturnType<typeof edge>[]): string[] =>
    drawMermaid(...drawn(five(statuses, edges)))
      .split('\n')
      .filter((line) => /-->|-\.->/.test(line))
      .map((line) => line.trim());
  const drawn = ({ picture, facts }: ReturnType<typeof shown>) => [picture, facts] as const;
  const waiting = 'PENDING PENDING PENDING PENDING PENDING';

  test('a whole group is one end of an arrow, a group of one target is that target, another range is its targets', () => {
    expect(arrowsOf(waiting, edge(2, [0, 2]))).toEqual(['g0 -.-> n2']);
    expect(arrowsOf(waiting, edge([2, 4], [0, 2]))).toEqual(['g0 -.-> g1']);
    expect(arrowsOf(waiting, edge(4, 0))).toEqual(['n0 -.-> n4']);
    expect(arrowsOf(waiting, edge(4, [1, 3]))).toEqual(['n1 -.-> n4', 'n2 -.-> n4']);
  });

  test('an arrow is solid once what is waited for has ended, of a group once all of it has', () => {
    expect(arrowsOf('SUCCEEDED RUNNING PENDING PENDING PENDING', edge(2, 0), edge(3, [0, 2]))).toEqual([
      'n0 --> n2',
      'g0 -.-> n3',
    ]);
    expect(arrowsOf('SUCCEEDED FAILED PENDING PENDING PENDING', edge(3, [0, 2]))).toEqual(['g0 --> n3']);
  });

  test('the same two ends have one arrow, which is optional if all are', () => {
    expect(arrowsOf(waiting, edge(2, 0, true))).toEqual(['n0 -.->|optional| n2']);
    expect(arrowsOf(waiting, edge(2, 0, true), edge(2, 0))).toEqual(['n0 -.-> n2']);
  });

  test('the outer one of two frames with the same targets is the end', () => {
    const outer = [
      { path: 'a', from: 0, to: 2 },
      { path: 'a/b', from: 0, to: 2 },
      { path: 'c', from: 2, to: 3 },
    ];
    const { picture } = shown({ groups: outer, targets: ['x PENDING', 'y PENDING', 'z PENDING'], edges: [edge(2, [0, 2])] });
    expect(picture.arrows.map(({ from, to }) => `${from.id} ${to.id}`)).toEqual(['g0 n2']);
  });

  test('of more than 500 the first are drawn, and the others counted', () => {
    const targets = Array.from({ length: 60 }, (_, at) => `t${at} PENDING`);
    const edges = (last: number) => Array.from({ length: last }, (_, at) => edge(30 + (at % 30), Math.floor(at / 30)));
    const { picture, facts } = shown({ targets, edges: edges(501) });
    expect([picture.arrows.length, picture.arrowsLeftOut]).toEqual([500, 1]);
    expect(drawMermaid(picture, facts)).toContain('more(["… 1 more dependency is not drawn"]):::rest');
    expect(drawDot(picture, facts)).toContain('"… 1 more dependency is not drawn"');
    expect(drawTree(picture, facts, { columns: 80, paint: (_, text) => text })).toMatch(/… 1 more dependency is not drawn$/);
    const more = shown({ targets, edges: edges(520) });
    expect(drawMermaid(more.picture, more.facts)).toContain('… 20 more dependencies are not drawn');
  });
});

test('a group that is one target is shown as that target, and as a group only where it is folded', () => {
  const groups: Group[] = [
    { path: 'a', from: 0, to: 3 },
    { path: 'a/inner', from: 1, to: 2 },
    { path: 'a/backend', from: 2, to: 3, shared: true },
  ];
  const parts = partsOf({ total: 3, groups, expand: [] });
  expect([idsOf(parts), framesIn(parts).map(({ path }) => path)]).toEqual([
    ['n0', 'n1', 'n2'],
    ['a', 'a/inner'],
  ]);
  const large = { total: 300, groups: [...groups, { path: 'b', from: 3, to: 300 }] };
  expect(idsOf(partsOf({ ...large, expand: ['a'] }))).toEqual(['n0', 'g1', 'g2', 'g3']);
  expect(idsOf(partsOf({ ...large, expand: ['a/backend'] }))).toEqual(['n0', 'g1', 'n2', 'g3']);
});

test('names are cut where the text would be too long for Mermaid', () => {
  const targets = Array.from({ length: 200 }, () => `${'"'.repeat(64)} PENDING`);
  const { picture, facts } = shown({ targets });
  const text = drawMermaid(picture, facts);
  expect(text).toContain(`n0["${'#34;'.repeat(31)}…"]`);
  expect(text.length).toBeLessThan(50_000);
});

test('groups that are left out are counted in a box', () => {
  const groups = Array.from({ length: 300 }, (_, at) => ({ path: `g${at}`, from: at, to: at + 1 }));
  const { picture, facts } = shown({ groups, targets: groups.map(({ path }) => `${path} PENDING`) });
  expect(drawMermaid(picture, facts)).toContain('  r200(["… 100 more groups"]):::rest\n');
});

test('a text that cannot be short enough still has its boxes', () => {
  const targets = Array.from({ length: 1 }, () => 'x PENDING');
  const { picture, facts } = shown({ targets, title: '\u{1F600}'.repeat(10_000) });
  expect(drawMermaid(picture, facts)).toContain('n0["x"]');
});

test('a target whose facts are unknown is shown by its number', () => {
  const { picture } = shown({ targets: ['a FAILED', 'b BLOCKED', 'c RUNNING'], edges: [edge(1, 0), edge(2, 0, true)] });
  const none = { targets: new Map(), now: 0 };
  expect(drawMermaid(picture, none)).toContain('n0["✗ #35;0"]');
  const tree = drawTree(picture, none, { columns: 80, paint: (_, text) => text });
  expect(tree.split('\n').slice(1)).toEqual(['✗ #0  failed', '✗ #1  blocked', '~ #2  running  needs ✗ #0 (optional)']);
});

describe('the tree', () => {
  const view = { columns: Infinity, paint: (tone: string, text: string) => `<${tone}>${text}</${tone}>` };
  const of = (...targets: string[]) => shown({ targets, edges: [edge(1, 0)] });
  test('paints the marks alone', () => {
    const { picture, facts } = of('a SUCCEEDED 1', 'b RUNNING 2', 'c PENDING');
    expect(drawTree(picture, facts, view).split('\n')).toEqual([
      'Migrate to slog: RUNNING, 1/3 done',
      '<good>✓</good> a  succeeded 1s',
      '<busy>~</busy> b  running 2s    needs ✓ a',
      '  c  pending',
    ]);
  });
  test('says what blocks a target', () => {
    const { picture, facts } = of('a FAILED', 'b BLOCKED');
    const told = (blockedBy: TreeFacts['blockedBy']) => {
      const targets = new Map([...facts.targets].map(([at, target]) => [at, { ...target, blockedBy }] as const));
      return drawTree(picture, { ...facts, targets }, view);
    };
    expect(told({ path: 'a', status: 'LOST' })).toMatch(/blocked {2}because a was lost$/);
    expect(told(null)).toMatch(/blocked$/);
    expect(drawTree(picture, { ...facts, targets: new Map() }, view)).toMatch(/blocked$/);
  });
  test('has no columns in a narrow terminal, and half the indent', () => {
    const groups = [{ path: 'services', from: 0, to: 3 }];
    const { picture, facts } = shown({
      groups,
      targets: ['ledger RUNNING 7', 'a-gateway-of-payments PENDING', 'c LOST'],
      edges: [edge(1, 0)],
    });
    expect(drawTree(picture, facts, { columns: 40, paint: (_, text) => text }).split('\n')).toEqual([
      'Migrate to slog: RUNNING, 1/3 done',
      '[~] services  running 1/3  1 lost',
      '  ~ ledger  running 7s',
      '    …y-of-payments  pending  needs ~ se…',
      '  ✗ c  lost',
    ]);
  });
  test('names what is left out as what is needed', () => {
    const targets = Array.from({ length: 300 }, (_, at) => `t${at} PENDING`);
    const { picture, facts } = shown({ targets, edges: [edge(1, 250)], expand: ['default'] });
    expect(drawTree(picture, facts, view)).toContain('needs … 100 more targets');
  });
});
