import { lastBytes } from '../../../core/text/last-bytes.ts';

test.each([
  ['aé', 3, 'aé'],
  ['aé', 2, 'é'],
  ['aé', 1, ''],
  ['a€😀', 4, '😀'],
  ['a€😀', 6, '😀'],
  ['\uFEFFab', 9, '\uFEFFab'],
])('of %j the last %d bytes are %j', (text, most, end) => {
  expect(Buffer.from(lastBytes(text, most)).toString()).toBe(end);
});
