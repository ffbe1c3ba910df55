import { execa } from 'execa';
import { gitEnvironment } from './bare-repository.ts';

/** What a branch changes, coloured where standard output is a terminal that wants it. */
export async function branchDiff(remote: string, branch: string, signal: AbortSignal): Promise<string> {
  const coloured = process.stdout.hasColors?.() && (process.env['NO_COLOR'] ?? '') === '';
  const args = ['-C', remote, 'diff', `--color=${coloured ? 'always' : 'never'}`, `main..${branch}`];
  const { stdout } = await execa('git', args, { env: gitEnvironment, cancelSignal: signal });
  return stdout;
}
