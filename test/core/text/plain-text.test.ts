import { plainLine, plainText } from '../../../core/text/plain-text.ts';

test.each([
  ['colours, a title and a cleared screen', '\u001B[2Jall \u001B[31mred\u001B[0m\u001B]2;title\u0007', 'all red'],
  ['a link, and one whose end is missing', '\u001B]8;;https://x\u001B\\here\u001B]8;;', 'here8;;'],
  ['marks that turn the direction', 'a\u202Eb\u2066c', 'abc'],
  ['control characters, but not lines and tabs', 'a\u0000\b\r\n\tb\u009B1mc', 'a\n\tbc'],
])('plain text is without %s', (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('a line is one line', () => {
  expect(plainLine('a\r\nb\u2028c\td')).toBe('a b c d');
});

test('time grows with the text alone, whatever has no end', () => {
  const endless = '\u001B]'.repeat(200_000);
  expect(plainText(endless)).toBe('');
});
