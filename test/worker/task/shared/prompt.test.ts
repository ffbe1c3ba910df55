/** What an agent that goes on with its session is told of the repositories that share its working folder. */
import { resumePromptOf } from '../../../../worker/task/prompt.ts';
import { taskRow } from '../../task-bench.ts';

const folderOf = (folder: string, hasWork: boolean) => ({
  ...{ repo: `acme/${folder}`, folder, hasWork },
  ...{ branch: 'bgagent/f/backend', base: 'main' },
});
const promptWith = (hasWork: boolean): string | undefined =>
  resumePromptOf({
    task: taskRow({ answers: [{ question: 'Which?', answer: 'Blue.' }] }),
    branches: undefined,
    shared: [folderOf('auth', false), folderOf('users', hasWork)],
    batchText: '',
  });

test('all clones are named, and whether earlier attempts pushed to one of their branches', () => {
  const clones = ['auth', 'users'].map((name) => `${name}/ (acme/${name}) on the branch bgagent/f/backend, made from main`);
  expect(promptWith(true)).toContain(
    `The working folder is a new one. It has fresh clones: ${clones.join('; ')}. It has what earlier attempts pushed to these branches, and nothing that you changed in the one that asked`,
  );
  expect(promptWith(false)).toContain('made from main. Nothing that you changed before you asked is in it');
});
