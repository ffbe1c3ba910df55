import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notOnTheEmulator } from './not-on-the-emulator.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');

test('what the emulator does not play is asserted by a test that is there', () => {
  expect(notOnTheEmulator.length).toBeGreaterThan(0);
  const missing = notOnTheEmulator.filter(({ assertedBy: [file, name] }) => !read(file).includes(`test('${name}'`));
  expect(missing).toEqual([]);
});
