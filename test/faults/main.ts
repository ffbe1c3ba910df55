/** `npm run test:faults [-- --seed S --runs N --only NAME --list --help]`. Ends with 1 where something was lost or made twice. */
import { parseArgs } from 'node:util';
import { catalogue } from './catalogue.ts';
import { runFaults } from './run-faults.ts';
import { runSimulation } from './run-simulation.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const help = `Nothing that was accepted is lost, and no second task or branch is made, whatever goes wrong.

npm run test:faults                      every fault, then 10,000 simulated fleets and the search for each safeguard
npm run test:faults -- --list            names the faults
npm run test:faults -- --only NAME       one of them; no simulation
                       --seed S          begins with this seed; with --only, that one run alone
                       --runs N          so many runs of each fault`;

const chosen = values.only === undefined ? catalogue : catalogue.filter(({ name }) => name === values.only);
const seed = values.seed === undefined ? undefined : Number(values.seed);

if (values.help) console.log(help);
else if (values.list) for (const { name, says } of catalogue) console.log(`${name.padEnd(22)}${says}`);
else if (chosen.length === 0) refuse(`There is no fault ${values.only ?? ''}; --list names them.`);
else if ([seed, values.runs].some((each) => each !== undefined && !/^[1-9]\d*$/.test(String(each)))) {
  refuse('--seed and --runs take whole numbers from 1.');
} else process.exitCode = (await everything()) ? 0 : 1;

async function everything(): Promise<boolean> {
  const first = seed ?? 1;
  const single = seed !== undefined && values.only !== undefined ? 1 : undefined;
  const runs = values.runs === undefined ? single : Number(values.runs);
  const held = await runFaults(chosen, { first, runs, say: console.log });
  return values.only === undefined ? (await runSimulation()) && held : held;
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 2;
}
