/** The last chapter: commands that the reader can try next. */
import { join } from 'node:path';
import { shownService } from '../company.ts';
import { gitFolderOf } from '../demo-setup.ts';
import type { Workspace } from '../workspace.ts';
import { beginChapter, quoted, say, showCommand, whisper } from '../story.ts';

/** @param kept undefined where the folder is removed */
export function endStory(kept: Workspace | undefined): void {
  beginChapter('What to try next');
  if (kept) lookAround(kept);
  say('With your own repositories: start the product in one terminal (its data is in ~/.bgagent/local),');
  showCommand('npx bgagent local');
  say('and use it in another terminal, in the same folder:');
  showCommand('npx bgagent doctor');
  showCommand('npx bgagent repo onboard acme/users --clone-url git@git.acme.example:acme/users.git');
  showCommand("npx bgagent fleet submit --repo acme/users --command 'npm update' --verify 'test=npm test' --watch");
  say('To use an agent instead of a command: name it in ~/.bgagent/worker.yaml, and give --task instead of --command.');
  whisper(
    kept
      ? `No process is left running. The folder is ${kept.folder}`
      : 'No process is left running, and the folder is removed. To keep it: npm run demo -- --keep',
  );
}

function lookAround({ folder, config, runtime }: Workspace): void {
  const settings = `BGAGENT_CONFIG_DIR=${quoted(config)}`;
  say('To look around in the repositories and the product of this demo:');
  showCommand(`git -C ${quoted(join(folder, gitFolderOf(shownService)))} branch`);
  showCommand(settings, `npx bgagent local --port 0 --dir ${quoted(runtime)}`);
  showCommand(settings, 'npx bgagent fleet log');
}
