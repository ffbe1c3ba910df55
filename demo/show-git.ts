/** Runs a git command in the workspace, and shows the command and its output. */
import { execa } from 'execa';
import { gitEnvironment } from './bare-repository.ts';
import { say, showCommand, wantsColour } from './story.ts';
import type { DemoSetup } from './demo-setup.ts';

export async function showGit({ workspace, signal }: DemoSetup, args: readonly string[]): Promise<void> {
  showCommand(`git ${args.join(' ')}`);
  const colour = ['-c', `color.ui=${wantsColour() ? 'always' : 'never'}`];
  const git = await execa('git', [...colour, ...args], { cwd: workspace.folder, env: gitEnvironment, cancelSignal: signal });
  say(git.stdout);
}
