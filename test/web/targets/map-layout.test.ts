/** The map of a fleet's targets: every target has one place. */
import fc from 'fast-check';
import { mapLayout, ordinalAt, ordinalByKey, placeOf } from '../../../web/targets/map-layout.ts';
import { cellWords, mapWords } from '../../../web/targets/map-words.ts';
import { group } from './some-groups.ts';

test('each target has a place of its own inside the map, and is found there', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 900 }), (counts, width) => {
      let total = 0;
      const groups = counts.map((count, index) => ({ path: `g${index}`, from: total, to: (total += count) }));
      const layout = mapLayout(total, width, groups);
      const places = new Set<string>();
      const wrong: number[] = [];
      for (let ordinal = 0; ordinal < total; ordinal += 1) {
        const { x = -1, y = -1 } = placeOf(layout, ordinal) ?? {};
        places.add(`${x} ${y}`);
        const isInside = x >= 0 && y >= 0 && y + layout.cell <= layout.height;
        if (!isInside || ordinalAt(layout, x + layout.cell / 2, y + layout.cell / 2) !== ordinal) wrong.push(ordinal);
      }
      expect(wrong).toEqual([]);
      expect(places.size).toBe(total);
    }),
    { numRuns: 30 },
  );
});

test('few groups have their names above them; many have none', () => {
  const layout = mapLayout(300, 1_400, [group('a', 0, 150), group('b', 150, 300)]);
  expect(layout).toMatchObject({ named: true, columns: 100, cell: 14 });
  expect(layout.blocks.map(({ path, top }) => [path, top])).toEqual([
    ['a', 18],
    ['b', 64],
  ]);
  expect(ordinalAt(layout, 5, 5)).toBeUndefined();
  expect(ordinalAt(layout, 5, 55)).toBeUndefined();
  const many = Array.from({ length: 300 }, (_, index) => group(`g${index}`, index, index + 1));
  expect(mapLayout(300, 1_400, many)).toMatchObject({ named: false, height: 42 });
  expect(placeOf(layout, 300)).toBeUndefined();
});

test.each<[string, number, number | undefined]>([
  ['ArrowRight', 0, 1],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 5, 105],
  ['ArrowDown', 249, 249],
  ['ArrowUp', 105, 5],
  ['End', 3, 249],
  ['Home', 99, 0],
  ['a', 3, undefined],
])('%s from %i', (key, ordinal, next) => {
  expect(ordinalByKey(mapLayout(250, 1_400, []), 250, ordinal, key)).toBe(next);
});

test('the map is told in words', () => {
  expect(mapWords(['FAILED', 'PENDING', 'FAILED'])).toBe('3 targets: 2 failed, 1 waiting');
  const groups = [group('a', 0, 2_000, [group('a/b', 1_000, 2_000)])];
  expect(cellWords(1_500, 'AWAITING_INPUT', groups)).toBe('1,500, needs input, in a/b');
  expect(cellWords(2_500, 'LOST', groups)).toBe('2,500, lost');
});
