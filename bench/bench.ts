/**
 * Measures what the product promises of speed, memory and cost, on this machine: `npm run bench [NAME…] [-- --json] [--samples N]`.
 * A table on standard output, or with --json a line per figure; what is being done goes to standard error. Times are never judged.
 */
import { parseArgs } from 'node:util';
import type { Figure, Measured } from './figure.ts';
import { measurements } from './measurements.ts';
import { jsonLine, table } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, samples: { type: 'string', default: '3' } },
});
const samples = Math.max(1, Number.parseInt(values.samples, 10) || 1);
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const known = measurements.flatMap(({ figures }) => figures.map(({ name }) => name));
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  say(`There is no figure ${unknown.join(', ')}. Known: ${known.join(', ')}`);
  process.exit(2);
}

const wanted = ({ name }: Figure): boolean => positionals.length === 0 || positionals.includes(name);
const rows: [Figure, Measured][] = [];
for (const { figures, measure } of measurements.filter((each) => each.figures.some(wanted))) {
  say(`Measuring ${figures.map(({ name }) => name).join(', ')} …`);
  const measured = await measure(samples, say);
  for (const figure of figures.filter(wanted)) {
    const own = measured.find(({ name }) => name === figure.name);
    if (own === undefined) continue;
    rows.push([figure, own]);
    if (values.json) process.stdout.write(`${jsonLine(figure, own)}\n`);
  }
}
if (!values.json) process.stdout.write(`${table(rows)}\n`);
