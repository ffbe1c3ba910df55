/** What `npm run sim` may be asked for. */
import { parseArgs } from 'node:util';
import type { Safeguard } from './safeguard.ts';
import { safeguards } from './safeguards.ts';

export const help = `npm run sim -- [flags]: whole fleets under faults in virtual time, each of them drawn from a seed.

  --seeds N       how many seeds (1000)
  --first N       the first of them (0); from 10000 on fleets are reviewed before anything is published
  --jobs N        how many threads (1)
  --seed S        this seed alone, and what happened in it
  --trace         with --seed: each turn and each fault, with its virtual second
  --off NAME      without one of the protocol's safeguards: something must break
  --digests FILE  what was decided in each world, as a digest by seed, written to the file
  --safeguards    without each of them in turn: the seed that is known to show it, else the first of the seeds that does
  --list          the safeguards and what they say
  --size          the largest ledger of a fleet of 10,000 targets, in bytes
  --help          this text

Ends with 0 when everything held, with 1 when something did not, naming a seed that shows it again; --safeguards ends with 1
when one of them is not missed. Ends with 2 when it was asked for something that there is not.`;

const options = {
  seeds: { type: 'string', default: '1000' },
  first: { type: 'string', default: '0' },
  jobs: { type: 'string', default: '1' },
  seed: { type: 'string' },
  trace: { type: 'boolean', default: false },
  off: { type: 'string' },
  digests: { type: 'string' },
  safeguards: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  size: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export interface SimOptions {
  readonly mode: 'help' | 'list' | 'size' | 'replay' | 'safeguards' | 'many';
  readonly seeds: number;
  readonly first: number;
  readonly jobs: number;
  readonly seed: number;
  readonly trace: boolean;
  readonly off: Safeguard | undefined;
  readonly digestsFile: string | undefined;
}

/** @throws BadOption with a sentence that names the flag */
export function readOptions(args: readonly string[]): SimOptions {
  const { values } = parsed(args);
  if (values.trace && values.seed === undefined) throw new BadOption('--trace shows one seed: name it with --seed.');
  if (values.safeguards && values.off !== undefined) throw new BadOption('--safeguards and --off exclude each other.');
  return {
    mode: modeOf(values),
    seeds: whole('seeds', values.seeds, 1),
    first: whole('first', values.first, 0),
    jobs: whole('jobs', values.jobs, 1),
    seed: whole('seed', values.seed ?? '0', 0),
    trace: values.trace,
    digestsFile: values.digests,
    off: values.off === undefined ? undefined : safeguardNamed(values.off),
  };
}

export class BadOption extends Error {
  override readonly name = 'BadOption';
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}

function modeOf(values: ReturnType<typeof parsed>['values']): SimOptions['mode'] {
  for (const mode of ['help', 'list', 'size', 'safeguards'] as const) if (values[mode]) return mode;
  return values.seed === undefined ? 'many' : 'replay';
}

function whole(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) {
    throw new BadOption(`--${flag} takes a whole number from ${String(least)} on, not "${text}".`);
  }
  return value;
}

function safeguardNamed(name: string): Safeguard {
  const found = safeguards.find((each) => each.name === name);
  if (!found) throw new BadOption(`There is no safeguard "${name}"; --list shows them.`);
  return found;
}
