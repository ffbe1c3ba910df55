import { cutToWidth, fillToWidth, textWidth } from '../../../core/text/text-width.ts';

test.each([
  ['', 0],
  ['abc', 3],
  ['中文', 4],
  ['😀', 2],
  ['e\u0301', 1],
  ['a\u200Bb', 2],
  ['✓ ✗ …', 5],
  ['한글', 4],
])('%j takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test('a text is cut at one end', () => {
  expect(cutToWidth('abcdef', 6)).toBe('abcdef');
  expect(cutToWidth('abcdef', 4)).toBe('abc…');
  expect(cutToWidth('ab  cdef', 5)).toBe('ab…');
  expect(cutToWidth('abcdef', 4, 'start')).toBe('…def');
  expect(cutToWidth('中文字', 4)).toBe('中…');
  expect(cutToWidth('abc', 1)).toBe('…');
});

test('a text is filled with spaces', () => {
  expect([fillToWidth('中', 4), fillToWidth('abc', 2)]).toEqual(['中  ', 'abc']);
});
