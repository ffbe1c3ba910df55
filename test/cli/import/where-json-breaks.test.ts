/** The place where a text stops being JSON. JSON.parse is the judge of what is JSON. */
import fc from 'fast-check';
import { whereJsonBreaks } from '../../../cli/import/where-json-breaks.ts';

const cases: readonly (readonly [text: string, offset: number, message: string])[] = [
  ['', 0, 'expected a value, found the end of the file'],
  ['{"a": 1,}', 8, 'expected a key in double quotes, found "}"'],
  ['{"a" 1}', 5, 'expected ":", found "1"'],
  ['{"a": 1 "b": 2}', 8, 'expected "," or the closing bracket, found "b"'],
  ['{a: 1}', 1, 'JSON has no "a"'],
  ["{'a': 1}", 1, `JSON has no "'a'"`],
  ['[1, 2', 5, 'expected "," or the closing bracket, found the end of the file'],
  ['[1, 2}', 5, 'expected "," or the closing bracket, found "}"'],
  ['[1] 2', 4, 'expected the end of the file, found "2"'],
  ['[01]', 2, 'expected "," or the closing bracket, found "1"'],
  ['[1e]', 1, 'JSON has no "1e"'],
  ['[}', 1, 'expected a value or "]", found "}"'],
  ['{,', 1, 'expected a key in double quotes or "}", found ","'],
  ['{"a": 1,,}', 8, 'expected a key in double quotes, found ","'],
  ['[nope-and-more-characters-than-are-repeated]', 1, 'JSON has no "nope-and-more-charac…"'],
  ['{"a": 1} // the end', 9, 'JSON has no comments'],
  ['{"a": "b\nc"}', 8, 'a text cannot hold a line break'],
  [String.raw`{"a": "C:\dir"}`, 9, 'JSON has no such escape'],
  [String.raw`["\\\\d", "\\\d"]`, 13, 'JSON has no such escape'],
  [String.raw`["\u12"]`, 2, 'JSON has no such escape'],
  ['["a\tb"]', 3, 'another control character'],
  ['{"a": "b}', 6, 'this text has no end'],
  [String.raw`{"a": 1, "\u0061": 2}`, 9, 'this object has the key "a" twice'],
  ['{"__proto__": 1}', 1, 'no key may be called __proto__'],
];

test.each(cases)('%s', (text, offset, message) => {
  const found = whereJsonBreaks(text);
  expect(found?.offset).toBe(offset);
  expect(found?.message).toContain(message);
});

test('an object within an object may have the same keys', () => {
  expect(whereJsonBreaks('{"a": {"a": [{"a": 1}, {"a": 2}]}}')).toBeUndefined();
});

test('brackets deeper than any request are a break, however many there are', () => {
  expect(whereJsonBreaks(`${'['.repeat(200)}${']'.repeat(200)}`)).toBeUndefined();
  expect(whereJsonBreaks('['.repeat(1_000_000))).toMatchObject({ offset: 200 });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('JSON has no break', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
      fc.pre(!text.includes('__proto__'));
      expect(whereJsonBreaks(JSON.stringify(JSON.parse(text), null, indent))).toBeUndefined();
    }),
  );
});

test('a text that JSON.parse refuses has a break, and no other has one, but for keys that it drops', () => {
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '\\', 'e', '0', '-', '\n', ' '))
    .map(([text, at, put]) => `${text.slice(0, at % text.length)}${put}${text.slice((at % text.length) + 1)}`);
  fc.assert(
    fc.property(damaged, (text) => {
      const found = whereJsonBreaks(text);
      fc.pre(!/twice$|__proto__$/.test(found?.message ?? ''));
      expect(found === undefined).toBe(isJson(text));
      if (found !== undefined) expect(found.offset).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 1_000 },
  );
});
