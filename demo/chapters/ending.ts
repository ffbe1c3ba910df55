import { join } from 'node:path';
import { shownService } from '../company.ts';
import { gitFolderOf } from '../demo-setup.ts';
import type { Workspace } from '../workspace.ts';
import { beginChapter, quoted, say, showCommand, whisper } from '../story.ts';

/** @param kept undefined where the folder is removed */
export function endStory(kept: Workspace | undefined): void {
  beginChapter('What to try next');
  if (kept) lookAround(kept);
  say('With repositories of your own: start the product in a terminal of its own (data in ~/.bgagent),');
  showCommand('npx bgagent local');
  say('and in another one, in this folder too:');
  showCommand('npx bgagent doctor');
  showCommand('npx bgagent repo onboard acme/users --clone-url git@git.acme.example:acme/users.git');
  showCommand("npx bgagent fleet submit --repo acme/users --command 'npm update' --verify 'test=npm test' --watch");
  say('An agent instead of a command: name it in ~/.bgagent/worker.yaml, say --task instead of --command.');
  whisper(
    kept
      ? `Nothing is left running. The folder is ${kept.folder}`
      : 'Nothing is left running, and the folder is gone; npm run demo -- --keep keeps it.',
  );
}

function lookAround({ folder, config, runtime }: Workspace): void {
  const settings = `BGAGENT_CONFIG_DIR=${quoted(config)}`;
  say('In what the demo made: the repositories, and the product as it was left.');
  showCommand(`git -C ${quoted(join(folder, gitFolderOf(shownService)))} branch`);
  showCommand(settings, `npx bgagent local --port 0 --dir ${quoted(runtime)}`);
  showCommand(settings, 'npx bgagent fleet log');
}
