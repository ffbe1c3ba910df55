/** `npm run bench`: measures what is promised of speed, memory and cost. See command-line.ts for what can be asked. */
import { help, readCommandLine, type Asked } from './command-line.ts';
import type { Figure, Measured, Measurement } from './figure.ts';
import { endWhenInterrupted } from './interruption.ts';
import { machine } from './machine.ts';
import { measurements } from './measurements.ts';
import { jsonLine, list, table } from './report.ts';
import { closeAll } from './setup/leave-nothing.ts';

const figures = measurements.flatMap((measurement) => measurement.figures);
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Exit codes: something could not be measured, not understood. */
const [couldNotMeasure, notUnderstood] = [1, 2] as const;

const isEnding = endWhenInterrupted(say);

function understand(): Asked | undefined {
  try {
    return readCommandLine(
      process.argv.slice(2),
      figures.map(({ name }) => name),
    );
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

type Row = readonly [Figure, Measured];

/** Shows each figure as soon as it is there with --json, and all together otherwise. */
async function measureAll({ names, json, samples }: Asked): Promise<void> {
  const wanted = ({ name }: Figure): boolean => names.length === 0 || names.includes(name);
  const rows: Row[] = [];
  for (const measurement of measurements.filter((each) => each.figures.some(wanted))) {
    const measured = (await measure(measurement, samples)).filter(([figure]) => wanted(figure));
    rows.push(...measured);
    if (json) for (const row of measured) print(jsonLine(...row));
  }
  if (!json) print(`${table(rows)}\n\n${machine()}`);
}

/** One that fails does not take the others along. */
async function measure({ figures: own, samples, measure: take }: Measurement, asked: number | undefined): Promise<Row[]> {
  const start = performance.now();
  say(`Measuring ${own.map(({ name }) => name).join(', ')} …`);
  try {
    const measured = await take(asked ?? samples, say);
    say(`  took ${((performance.now() - start) / 1_000).toFixed(0)} s`);
    return measured.flatMap((each) => own.filter(({ name }) => name === each.name).map((figure): Row => [figure, each]));
  } catch (error) {
    await closeAll();
    // Whatever was stopped for a signal fails, and that is nobody's news.
    if (isEnding()) await new Promise(() => undefined);
    say(`  could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = couldNotMeasure;
    return [];
  }
}

const asked = understand();
if (asked === undefined) process.exitCode = notUnderstood;
else if (asked.only === 'help') print(help);
else if (asked.only === 'list') print(list(figures));
else await measureAll(asked);
