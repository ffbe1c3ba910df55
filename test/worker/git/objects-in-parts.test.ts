import { readObjects } from '../../../worker/git/objects-in-parts.ts';

const ids = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40));
const printed = Buffer.from(
  `${ids[0]} blob 5\nhel\nlo\n${ids[1]} blob 0\n\n${ids[2]} missing\n${ids[3]} commit 52\n${ids[0]} blob 5\nlooks\n\n`,
);

test('reads the bytes of each object, however they are cut', () => {
  for (const size of [1, 2, 3, 10, 44, 1_000]) {
    const read = new Map<string, string>();
    const reader = readObjects((id, bytes) => read.set(id, (read.get(id) ?? '') + bytes.toString()));
    for (let at = 0; at < printed.length; at += size) reader.add(printed.subarray(at, at + size));
    expect([size, [...read]]).toEqual([
      size,
      [
        [ids[0], 'hel\nl'],
        [ids[3], `${ids[0]} blob 5\nlook`],
      ],
    ]);
  }
});
