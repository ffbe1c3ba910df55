import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const module = JSON.stringify(join(import.meta.dirname, '..', '..', 'local', 'own-heap.ts'));

/** What a program prints that runs in a process of its own. */
async function printed(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return stdout.trim();
}

/** Keeps many new objects for a short while, again and again, and prints the megabytes of their space. */
const keepNew = (before: string): string => `
import { getHeapSpaceStatistics } from 'node:v8';
import { setImmediate as pause } from 'node:timers/promises';
import { limitYoungObjects } from ${module};
${before}
let kept = [];
for (let round = 0; round < 600; round += 1) {
  for (let n = 0; n < 1_000; n += 1) kept.push(new Array(100).fill(n));
  kept = kept.slice(-20_000);
  await pause();
}
console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 1e6);
`;

test('the space of young objects stays small, which V8 by itself does not see to', async () => {
  expect(Number(await printed(keepNew('')))).toBeGreaterThan(60);
  expect(Number(await printed(keepNew('limitYoungObjects();')))).toBeLessThan(40);
});

test('what the start has left is collected although nothing else asks for memory', async () => {
  const program = `
    import { setTimeout as pause } from 'node:timers/promises';
    import { releaseWhatTheStartLeft } from ${module};
    const left = new WeakRef({ of: 'the start' });
    await pause(20);
    console.log(left.deref() === undefined);
    releaseWhatTheStartLeft(1);
    while (left.deref() !== undefined) await pause(20);
    console.log(true);
  `;
  expect(await printed(program)).toBe('false\ntrue');
});
