/**
 * `npm run sim [-- --seeds N --seed S --trace --off NAME --list --size]`: whole fleets under faults in virtual time.
 * Ends with 1 where something did not hold, and names the seed that shows it again.
 */
import { parseArgs } from 'node:util';
import { harshLives, largestLedger } from './largest-ledger.ts';
import { runSeeds } from './run-seeds.ts';
import { runWorld } from './run-world.ts';
import { safeguards } from './safeguards.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    first: { type: 'string', default: '0' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    off: { type: 'string' },
    list: { type: 'boolean', default: false },
    size: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => {
  console.log(text);
};

const off = values.off === undefined ? undefined : safeguards.find(({ name }) => name === values.off);
if (values.off !== undefined && !off) {
  console.error(`There is no safeguard ${values.off}; --list shows them.`);
  process.exit(2);
}
const without = off ? { off: off.without } : {};

if (values.list) for (const { name, says } of safeguards) say(`${name.padEnd(22)}${says}`);
else if (values.size) say(sizeOf());
else if (values.seed !== undefined) await replay(Number(values.seed));
else await runMany();

function sizeOf(): string {
  const largest = harshLives.map((life) => ({ life, ...largestLedger(10_000, life) }));
  return largest
    .map(
      ({ life, bytes, at }) =>
        `${String(bytes).padStart(7)} of 409600 bytes at ${at}, fleet of 10,000 targets, ${JSON.stringify(life)}`,
    )
    .join('\n');
}

async function replay(seed: number): Promise<void> {
  const { violation, counts } = await runWorld(seed, { ...without, ...(values.trace ? { trace: say } : {}) });
  say(`seed ${String(seed)}: ${violation ?? 'everything held'}`);
  say(JSON.stringify(counts));
  if (violation !== undefined) process.exitCode = 1;
}

async function runMany(): Promise<void> {
  const started = performance.now();
  const { seeds, counts, violations } = await runSeeds({ first: Number(values.first), seeds: Number(values.seeds), ...without });
  say(`${String(seeds)} seeds in ${String(Math.round((performance.now() - started) / 1_000))} s: ${JSON.stringify(counts)}`);
  for (const { seed, sentence, times } of violations)
    say(
      `${String(times)} × ${sentence}\n    npm run sim -- --seed ${String(seed)}${values.off === undefined ? '' : ` --off ${values.off}`} --trace`,
    );
  if (violations.length > 0) process.exitCode = 1;
}
