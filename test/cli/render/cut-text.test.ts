import { cutText, joinWrapped, wrapWords } from '../../../cli/render/cut-text.ts';

test('a text is cut at one end, with an ellipsis; a fitting or coloured one stays', () => {
  expect(cutText('one two three', 9)).toBe('one two…');
  expect(cutText('one two three', 9, 'start')).toBe('…wo three');
  expect(cutText('one', 3)).toBe('one');
  expect(cutText('one', 0)).toBe('o…');
  expect(cutText('\u001B[31mone two\u001B[0m', 3)).toBe('\u001B[31mone two\u001B[0m');
});

test('parts that do not fit go on in a further line, and no line is too long', () => {
  const parts = ['fleet continue', 'fleet retry', 'fleet cancel'];
  expect(joinWrapped('Next: ', parts, Infinity)).toBe('Next: fleet continue · fleet retry · fleet cancel');
  expect(joinWrapped('Next: ', parts, 36)).toBe('Next: fleet continue · fleet retry ·\n      fleet cancel');
  expect(joinWrapped('Next: ', parts, 35)).toBe('Next: fleet continue ·\n      fleet retry · fleet cancel');
});

test('words are wrapped after an indent; a longer word has a line of its own', () => {
  expect(wrapWords('the registry is down', '  ', 14)).toEqual(['  the registry', '  is down']);
  expect(wrapWords('a https://example.com b', ' ', 6)).toEqual([' a', ' https://example.com', ' b']);
});
