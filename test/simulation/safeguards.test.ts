import { join } from 'node:path';
import { execa } from 'execa';
import { safeguards } from './safeguards.ts';

/** So many more are looked at where the seed that is known to show it does not any more. */
const enoughSeeds = 300;

let lines: readonly string[];
let told: string;
/** As `npm run sim` runs it: without the tests' transformation it takes a quarter of the time. */
beforeAll(async () => {
  const program = join(import.meta.dirname, 'main.ts');
  const args = [program, '--safeguards', '--seeds', String(enoughSeeds)];
  const { stdout, all } = await execa(process.execPath, args, { reject: false, all: true });
  lines = stdout.split('\n');
  told = all;
});

test.each(safeguards.map(({ name }) => name))('without %s something breaks', (name) => {
  const line = lines.find((each) => each.startsWith(`${name} `)) ?? `nothing was said of ${name}: ${told}`;
  expect(line).toMatch(/^\S+ +\d+ s {2}seed \d+: \S/);
});

test('each of them was looked at', () => {
  expect(lines.at(-1)).toBe(
    `${String(safeguards.length)} of ${String(safeguards.length)} safeguards are missed when they are off.`,
  );
});
