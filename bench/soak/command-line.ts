/** Reads the command line of the soak. */
import { parseArgs } from 'node:util';

export interface SoakOptions {
  readonly fleets: number;
  /** Targets of each fleet. */
  readonly targets: number;
  readonly json: boolean;
  readonly help: boolean;
}

const options = {
  fleets: { type: 'string', default: '100' },
  targets: { type: 'string', default: '6' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws Error that says what is wrong and what to do */
export function readCommandLine(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({ args: [...args], options });
  return {
    fleets: readCount('--fleets', values.fleets),
    targets: readCount('--targets', values.targets),
    json: values.json,
    help: values.help,
  };
}

function readCount(flag: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`${flag} wants a number from 1 to 9999, not "${text}".`);
  return Number(text);
}

export const help = `Runs many small fleets one after another on one embedded runtime, with a real worker and real git
repositories, and shows memory, handles and the runtime's folder while they run.

  npm run soak                                  100 fleets of 6 targets, in about 5 minutes
  npm run soak -- --fleets N --targets M        N fleets of M targets
  npm run soak -- --json                        one line of JSON per row, then the verdict

A row at the start and after every tenth of the fleets:
  FLEETS                    number of fleets that have ended
  PSS, HEAP                 MB of the runtime's processes, and of the JavaScript objects of its main thread after a garbage collection
  WORKER, HEAP              the same of the worker
  FDS, WORKER               open file descriptors of the runtime's processes and of the worker
  THREADS                   threads of the runtime's processes
  ITERATORS                 open iterators of LevelDB
  RUNS, NAMES, TOKENS       running executions, remembered ended ones, waiting task tokens
  FILES, LEFT               table files in the folder, and those that the tables no longer need
  TABLES, LOGS, EVENTS      MB in the runtime's folder

FDS, THREADS, ITERATORS, RUNS, TOKENS and LEFT must stay level: the exit code is 1 when the last quarter of the rows has clearly more
of one of them than the second quarter. Memory is only shown. Tables, logs and events.jsonl grow, because they keep their data.
Figures of processes need /proc; elsewhere they are shown as "-". So are ITERATORS and LEFT where the tables are not in the main thread
of the runtime; the verdict says that they were not counted. Ctrl-C ends it and removes its processes and folders.`;
