/** `npm run soak`: checks that a runtime does not grow while it runs many fleets. The options are in command-line.ts. */
import { messageOf } from '../../core/text/message-of-error.ts';
import { endWhenInterrupted } from '../interruption.ts';
import { closeAll } from '../setup/leave-nothing.ts';
import { help, readCommandLine, type SoakOptions } from './command-line.ts';
import { takeRow, type Row } from './row.ts';
import { openScene } from './scene.ts';
import { headings, shown } from './show.ts';
import { sentenceOn, verdictOn } from './verdict.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Exit codes: a count grows; the soak could not be run; the command line is wrong. */
const [grows, couldNotRun, wrongUsage] = [1, 1, 2] as const;
const rowsWanted = 10;

const isEnding = endWhenInterrupted(say);

function readOptions(): SoakOptions | undefined {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    say(messageOf(error));
    return undefined;
  }
}

async function soak({ fleets, targets, json }: SoakOptions): Promise<void> {
  const every = Math.ceil(fleets / rowsWanted);
  const scene = await openScene(targets);
  const show = async (ended: number): Promise<Row> => {
    const row = await takeRow(scene, ended);
    print(json ? JSON.stringify(row) : shown(row));
    return row;
  };
  if (!json) print(headings());
  await show(0);
  const rows: Row[] = [];
  for (let number = 1; number <= fleets; number += 1) {
    await scene.runFleet(number);
    if (number % every === 0 || number === fleets) rows.push(await show(number));
    else if (process.stderr.isTTY) process.stderr.write(`${number} of ${fleets} fleets\r`);
  }
  await scene.close();
  const verdict = verdictOn(rows);
  print(json ? JSON.stringify({ grew: verdict.grew ?? null, notCounted: verdict.notCounted }) : `\n${sentenceOn(verdict)}`);
  if (verdict.grew !== undefined && verdict.grew.length > 0) process.exitCode = grows;
}

const options = readOptions();
if (options === undefined) process.exitCode = wrongUsage;
else if (options.help) print(help);
else {
  await soak(options).catch(async (error: unknown) => {
    await closeAll();
    // After a signal, the fleet fails because the processes were ended. The signal handler ends this process.
    if (isEnding()) return;
    say(`The soak could not be run: ${messageOf(error)}`);
    process.exitCode = couldNotRun;
  });
}
