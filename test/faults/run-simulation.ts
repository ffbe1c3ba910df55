/** What faults cannot be injected into in real time is searched in virtual time: `npm run sim`, and that it finds what is switched off. */
import { join } from 'node:path';
import { execa } from 'execa';

const root = join(import.meta.dirname, '..', '..');
const seeds = '10000';

/** Whether everything held, and every safeguard that was switched off was missed. */
export async function runSimulation(): Promise<boolean> {
  const simulated = await run(['test/simulation/main.ts', '--seeds', seeds]);
  const searched = await run(['test/run.js', 'test/simulation/safeguards.test.ts']);
  return simulated && searched;
}

async function run(args: string[]): Promise<boolean> {
  const ended = await execa(process.execPath, args, { cwd: root, stdio: 'inherit', reject: false });
  return ended.exitCode === 0;
}
