import { lastLines } from '../../../core/text/last-lines.ts';

test.each([
  ['one\ntwo\n', 99, 'one\ntwo\n'],
  ['one\ntwo\n', 8, 'one\ntwo\n'],
  ['one\ntwo\n', 7, 'two\n'],
  ['one\ntwo\n', 4, 'two\n'],
  // No line begins in these bytes, or only one that is empty.
  ['one\ntwo\n', 3, 'wo\n'],
  ['abcdef', 3, 'def'],
  ['aé\né', 4, 'é'],
  ['aé', 1, ''],
  ['\uFEFFab', 9, '\uFEFFab'],
  ['', 5, ''],
])('of %j the last lines in %d bytes are %j', (text, most, end) => {
  expect(lastLines(text, most)).toBe(end);
});
