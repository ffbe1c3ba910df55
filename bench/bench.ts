/** `npm run bench`: measures speed, memory and cost of the product. The options are in command-line.ts. */
import { messageOf } from '../core/text/message-of-error.ts';
import { help, readCommandLine, type BenchOptions } from './command-line.ts';
import type { Figure, Measured, Measurement } from './figure.ts';
import { endWhenInterrupted } from './interruption.ts';
import { machine } from './machine.ts';
import { measurements } from './measurements.ts';
import { jsonLine, list, table } from './report.ts';
import { closeAll } from './setup/leave-nothing.ts';
import { hasProc } from './setup/process-tree.ts';

const figures = measurements.flatMap((measurement) => measurement.figures);
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Exit codes: a figure could not be measured; the command line is wrong. */
const [couldNotMeasure, wrongUsage] = [1, 2] as const;

const isEnding = endWhenInterrupted(say);

function readOptions(): BenchOptions | undefined {
  try {
    return readCommandLine(
      process.argv.slice(2),
      figures.map(({ name }) => name),
    );
  } catch (error) {
    say(messageOf(error));
    return undefined;
  }
}

type Row = readonly [Figure, Measured];

/** Prints each figure as soon as it is measured with --json, else one table at the end. */
async function measureAll({ names, json, samples }: BenchOptions): Promise<void> {
  const wanted = ({ name }: Figure): boolean => names.length === 0 || names.includes(name);
  const rows: Row[] = [];
  for (const measurement of measurements.filter((each) => each.figures.some(wanted))) {
    const measured = (await measure(measurement, samples)).filter(([figure]) => wanted(figure));
    rows.push(...measured);
    if (json) for (const row of measured) print(jsonLine(...row));
  }
  if (!json) print(`${table(rows)}\n\n${machine()}`);
}

/** A measurement that fails does not stop the others. */
async function measure(measurement: Measurement, asked: number | undefined): Promise<Row[]> {
  const { figures: own, samples, measure: take } = measurement;
  const start = performance.now();
  if (measurement.needsProc === true && !hasProc()) return withoutProc(measurement);
  say(`Measuring ${own.map(({ name }) => name).join(', ')} …`);
  try {
    const measured = await take(asked ?? samples, say);
    say(`  took ${((performance.now() - start) / 1_000).toFixed(0)} s`);
    return measured.flatMap((each) => own.filter(({ name }) => name === each.name).map((figure): Row => [figure, each]));
  } catch (error) {
    await closeAll();
    // After a signal, measurements fail because their processes were ended. The signal handler ends this process.
    if (isEnding()) await new Promise(() => undefined);
    say(`  could not be measured: ${messageOf(error)}`);
    process.exitCode = couldNotMeasure;
    return [];
  }
}

function withoutProc({ figures: own }: Measurement): Row[] {
  process.exitCode = couldNotMeasure;
  return own.map((figure): Row => {
    say(`${figure.name} not measured: needs /proc`);
    return [figure, { name: figure.name, samples: [], notes: ['not measured: needs /proc, which Linux has'] }];
  });
}

const options = readOptions();
if (options === undefined) process.exitCode = wrongUsage;
else if (options.only === 'help') print(help);
else if (options.only === 'list') print(list(figures));
else await measureAll(options);
