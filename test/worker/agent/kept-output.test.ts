import fc from 'fast-check';
import { keepOutput } from '../../../worker/agent/kept-output.ts';
import { lineByLine } from '../../../worker/agent/line-by-line.ts';

const MB = 1024 * 1024;

test('an output that is not long is kept as it is, wherever its chunks are cut', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000, unit: 'grapheme' }), fc.nat(200), (text, at) => {
      const kept = keepOutput();
      const whole = Buffer.from(text.repeat(100));
      for (let from = 0; from < whole.length; from += at + 1) kept.append(whole.subarray(from, from + at + 1));
      return kept.text() === whole.toString('utf8');
    }),
    { numRuns: 20 },
  );
});

test('of a flood the beginning and the end are kept, in bounded memory', () => {
  const kept = keepOutput();
  kept.append(Buffer.from('{"first":1}\n'));
  const chunk = Buffer.alloc(MB, 'x'.repeat(99).concat('\n'));
  for (let n = 0; n < 30; n += 1) kept.append(chunk);
  kept.append(Buffer.from('\n{"last":1}'));
  const text = kept.text();
  expect(text.startsWith('{"first":1}\n')).toBe(true);
  expect(text.endsWith('\n{"last":1}')).toBe(true);
  expect(text.length).toBeLessThan(9 * MB);
  expect(text.length).toBeGreaterThan(7 * MB);
});

test('lines come whole, also those that were cut within a character', () => {
  const lines: string[] = [];
  const reader = lineByLine((line) => lines.push(line));
  for (const byte of Buffer.from('één\n\nzwei 🚀\ndrei')) reader.append(Buffer.from([byte]));
  expect(lines).toEqual(['één', '', 'zwei 🚀']);
  reader.end();
  reader.end();
  expect(lines.at(-1)).toBe('drei');
});

test('of a line without an end a bounded part is kept', () => {
  const lines: string[] = [];
  const reader = lineByLine((line) => lines.push(line));
  for (let n = 0; n < 20; n += 1) reader.append(Buffer.alloc(MB, 'a'));
  reader.append(Buffer.from('\nnext\n'));
  expect(lines.map((line) => line.length)).toEqual([MB, 4]);
});
