/** What somebody asked the soak for, or what to tell them instead. */
import { parseArgs } from 'node:util';

export interface Asked {
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

/** @throws Error with a sentence that says what is wrong and what to do */
export function readCommandLine(args: readonly string[]): Asked {
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
repositories, and shows what memory, handles and the runtime's folder do meanwhile.

  npm run soak                                  100 fleets of 6 targets, in about 5 minutes
  npm run soak -- --fleets N --targets M        N fleets of M targets
  npm run soak -- --json                        one line of JSON a row, and the verdict as the last one

A row at the start and after every tenth of the fleets:
  FLEETS                    that have ended
  RSS, HEAP                 MB of the runtime's process, and of JavaScript's objects in it after a collection
  WORKER, HEAP              the same of the worker
  FDS, WORKER               open file descriptors of the two processes
  THREADS                   of the runtime
  ITERATORS                 open in LevelDB
  RUNS, NAMES, TOKENS       executions that run, ended ones that are remembered, task tokens that wait
  FILES, LEFT               table files in the folder, and those among them that the tables no longer need
  TABLES, LOGS, EVENTS      MB in the runtime's folder

FDS, THREADS, ITERATORS, RUNS, TOKENS and LEFT are to stay level: exit code 1 when the last quarter of the rows has clearly more of
one than the second quarter. Memory is only shown. Tables, logs and events.jsonl keep what there was, so they grow with it.
Figures of processes need /proc; elsewhere they are shown as "-". Ctrl-C ends it; nothing is left behind.`;
