/** `npm run sim`: runs many seeds, replays one, or shows that each safeguard would be missed. See sim-options.ts for its flags. */
import { writeFile } from 'node:fs/promises';
import { harshLives, largestLedger } from './largest-ledger.ts';
import { mostBytes } from './stored-bytes.ts';
import { runSeeds } from './run-seeds.ts';
import { runSeedsInThreads } from './run-seeds-in-threads.ts';
import { runWorld } from './run-world.ts';
import { safeguards } from './safeguards.ts';
import { BadOption, help, readOptions, type SimOptions } from './sim-options.ts';

const say = (text: string): void => {
  console.log(text);
};
const tell = (text: string): void => {
  console.error(text);
};
const secondsSince = (started: number): string => `${String(Math.round((performance.now() - started) / 1_000))} s`;

/** Each answers whether everything was as it should be. */
const modes: Readonly<Record<SimOptions['mode'], (options: SimOptions) => boolean | Promise<boolean>>> = {
  help: () => {
    say(help);
    return true;
  },
  list: () => {
    for (const { name, says } of safeguards) say(`${name.padEnd(22)}${says}`);
    return true;
  },
  size: () => {
    let most = 0;
    for (const life of harshLives) {
      const { bytes, at, parts } = largestLedger(10_000, life);
      say(
        `${String(bytes).padStart(7)} bytes of ${String(mostBytes)} at ${at}, fleet of 10,000 targets, ${JSON.stringify(life)}`,
      );
      for (const [part, size] of Object.entries(parts)) say(`${String(size).padStart(15)} ${part}`);
      most = Math.max(most, bytes);
    }
    say(`The largest ledger has ${String(most)} bytes; none may have more than ${String(mostBytes)}.`);
    return most <= mostBytes;
  },
  replay,
  safeguards: missEach,
  many: runMany,
};

async function replay({ seed, off, trace }: SimOptions): Promise<boolean> {
  const { violation, counts } = await runWorld(seed, { ...(off && { off: off.without }), ...(trace && { trace: say }) });
  say(JSON.stringify(counts));
  say(`seed ${String(seed)}: ${violation ?? 'everything held'}`);
  return violation === undefined;
}

async function runMany({ first, seeds, jobs, off, digestsFile }: SimOptions): Promise<boolean> {
  const started = performance.now();
  const onProgress = (done: number): void => {
    tell(`${String(done)} of ${String(seeds)} seeds, ${secondsSince(started)}`);
  };
  const { counts, digests, violations } = await runSeedsInThreads({ first, seeds, jobs, off, onProgress });
  say(`${String(seeds)} seeds in ${secondsSince(started)}: ${JSON.stringify(counts)}`);
  if (digestsFile !== undefined) await writeFile(digestsFile, `${JSON.stringify(digests, null, 2)}\n`);
  for (const { seed, sentence, times } of violations) {
    say(`${String(times)} × ${sentence}`);
    say(`    npm run sim -- --seed ${String(seed)}${off ? ` --off ${off.name}` : ''} --trace`);
  }
  say(violations.length === 0 ? 'Everything held.' : `${String(violations.length)} kinds of violations.`);
  return violations.length === 0;
}

async function missEach({ first, seeds }: SimOptions): Promise<boolean> {
  let missed = 0;
  for (const { name, seed, without } of safeguards) {
    const started = performance.now();
    const search = { off: without, untilFound: true };
    const [known] = (await runSeeds({ first: seed, seeds: 1, ...search })).violations;
    const found = known ?? (await runSeeds({ first, seeds, ...search })).violations[0];
    if (found) missed += 1;
    const shown = found ? `seed ${String(found.seed)}: ${found.sentence.slice(0, 90)}` : `NOT MISSED in ${String(seeds)} seeds`;
    say(`${name.padEnd(22)}${secondsSince(started).padStart(6)}  ${shown}`);
  }
  say(`${String(missed)} of ${String(safeguards.length)} safeguards are missed when they are off.`);
  return missed === safeguards.length;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (!(await modes[options.mode](options))) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  tell(`${error.message}\nnpm run sim -- --help shows what there is.`);
  process.exitCode = 2;
}
