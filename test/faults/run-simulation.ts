/** What faults cannot be injected into in real time is searched in virtual time: `npm run sim`, and that it finds what is switched off. */
import { join } from 'node:path';
import { execa } from 'execa';

const program = join(import.meta.dirname, '../simulation/main.ts');
const seeds = '10000';

/** Whether everything held, and every safeguard that was switched off was missed. */
export async function runSimulation(): Promise<boolean> {
  const simulated = await run(['--seeds', seeds, '--jobs', '2']);
  const searched = await run(['--safeguards', '--seeds', seeds]);
  return simulated && searched;
}

async function run(args: readonly string[]): Promise<boolean> {
  const ended = await execa(process.execPath, [program, ...args], { stdio: 'inherit', reject: false });
  return ended.exitCode === 0;
}
