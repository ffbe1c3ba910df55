import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { exitCodeOf } from './processes.ts';

/** The scenarios that are not played on a deployed stack, each with the reason. All others are. */
const notOnStack: Readonly<Record<string, string>> = {
  'limited-forge.long.ts': 'the minute for which its forge has no room is over before a stack goes on after a kill',
  'side-by-side.long.ts': 'a thousand targets at once are a thousand processes of the emulator',
  'worker-outlives-runtime.long.ts':
    'a worker finds a runtime that was started anew on the same folder; the services of AWS are where they were',
};

/** Played with `--long` only: minutes each. */
const onlyLong = ['random-order-killed.long.ts'];

const root = join(import.meta.dirname, '../..');

/** What runs on both targets, and where it runs when nothing says otherwise is the embedded runtime. */
function scenarios(isLong: boolean): string[] {
  const files = readdirSync(join(root, 'test/scenarios')).filter((file) => /\.(test|long)\.ts$/.test(file));
  const missing = [...Object.keys(notOnStack), ...onlyLong].filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`test/stack/run-tests.ts names what is not there: ${missing.join(', ')}`);
  const played = files.filter((file) => notOnStack[file] === undefined && (isLong || !onlyLong.includes(file)));
  return played.map((file) => `test/scenarios/${file}`);
}

const matched = ['test', 'long', 'scenario'].map((kind) => `<rootDir>/test/{adapters,tasks,scenarios,stack}/**/*.${kind}.ts`);

/**
 * One test after another: two fleets at a time are too much for an emulator that starts a process per call. What a failed test left open
 * does not keep the run from its end.
 */
const flags = ['--forceExit', '--testMatch', ...matched, '--runInBand', '--verbose', '--testTimeout=600000'];

/**
 * Runs jest on the stack that the environment names.
 * @param args of jest; `--long` is this run's own
 * @returns its exit code
 */
export function runTests(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
  const node = [process.execPath, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'] as const;
  const asked = args.filter((arg) => arg !== '--long');
  const all = ['test/(adapters|tasks)/.*\\.test', 'test/stack/', ...scenarios(args.includes('--long'))];
  return exitCodeOf({ name: 'The tests', argv: [...node, jest, ...flags, ...(asked.length === 0 ? all : asked)], env });
}

/** For the end of a run. */
export const notPlayed = (): string =>
  [
    'Scenarios that are not played on a deployed stack:',
    ...Object.entries(notOnStack).map(([file, why]) => `- ${file}: ${why}.`),
  ].join('\n');
