/** Reads the command line of the bench. */
import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';

export interface BenchOptions {
  /** Names of figures; empty for all of them. */
  readonly names: readonly string[];
  readonly json: boolean;
  /** Undefined: the default number of each figure. */
  readonly samples: number | undefined;
  readonly only: 'help' | 'list' | undefined;
}

const options = {
  json: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  samples: { type: 'string' },
} as const;

/** @throws Error that says what is wrong and what to do */
export function readCommandLine(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values, positionals: names } = parseArgs({ args: [...args], options, allowPositionals: true });
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(unknownFigure(unknown, known));
  const only = values.help ? 'help' : values.list ? 'list' : undefined;
  return { names, json: values.json, samples: readSamples(values.samples), only };
}

function readSamples(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Error(`--samples wants a number from 1 to 999, not "${text}".`);
  return Number(text);
}

function unknownFigure(name: string, known: readonly string[]): string {
  const nearest = closest(name, [...known]);
  const near = distance(name, nearest) <= name.length / 2 || nearest.includes(name);
  return `There is no figure "${name}". ${near ? `Did you mean ${nearest}?` : 'See --list.'}`;
}

export const help = `Measures speed, memory and cost of the product on this machine. Nothing passes or fails on what is measured.

  npm run bench                        every figure, in about 35 minutes on two free processors
  npm run bench -- NAME…               these figures
  npm run bench -- --samples N         N samples of each figure instead of its default number
  npm run bench -- --json              one line of JSON per figure: {"name","value","unit","samples"}; value is the median
  npm run bench -- --list              the figures: name, bound, meaning

The result goes to standard output, progress to standard error. Ctrl-C ends it and removes its processes and folders.`;
