import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { mostBytes } from './stored-bytes.ts';

const program = join(import.meta.dirname, 'one-large-ledger.ts');
const largest = z.object({ bytes: z.number(), status: z.string() });

// Each in a process of its own: without the tests' transformation it takes half of the time.
test.each([
  { outage: 30 },
  { outage: 40, commands: true },
  { outage: 20, commands: true, crowded: 0.9, seed: 8 },
  { steps: 2, seed: 11 },
])('the ledger of 10,000 targets stays small while nothing that it owes can be done: %j', async (life) => {
  const { stdout } = await execa(process.execPath, [program, '10000', JSON.stringify(life)]);
  const { bytes, status } = largest.parse(JSON.parse(stdout));
  expect(status).not.toBe('RUNNING');
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(mostBytes);
});
