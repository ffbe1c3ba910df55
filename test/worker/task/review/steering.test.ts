/** What a person said in a review, as the work is told it. */
import { findWorkflow } from '../../../../contracts/workflows.ts';
import { workEnvironment } from '../../../../worker/sandbox/work-environment.ts';
import { promptOf, resumePromptOf } from '../../../../worker/task/prompt.ts';
import { taskRow } from '../../task-bench.ts';

const workflow = findWorkflow('coding/new-task-v1');
if (!workflow) throw new Error('no workflow');
const branches = { branch: 'b', base: 'main', hasWork: true };

function promptWith(steering: string[] | undefined): string {
  const task = taskRow({ task_description: 'Rename a.', ...(steering ? { steering } : {}) });
  const told = { turns: undefined, usd: undefined };
  return promptOf({ task, workflow: workflow as NonNullable<typeof workflow>, branches, batchText: '', told, agent: 'command' });
}

const now = 'A person looked at what was done so far and asks for this now:\n\n';

test.each([
  [undefined, /^Rename a\.\n\nRepository: acme\/api\n/],
  [['Keep the docs.'], new RegExp(`^${now}Keep the docs\\.\n\nThe work was described so:\n\nRename a\\.\n\nRepository: `)],
  [
    ['First.', 'Second.', 'Third.'],
    new RegExp(
      `^${now}Third\\.\n\nEarlier a person asked for this, [^:]+:\n\n1\\. First\\.\n\n2\\. Second\\.\n\nThe work was described so:\n\n`,
    ),
  ],
])('the newest words come first, then the others, then the description: %p', (steering, expected) => {
  expect(promptWith(steering)).toMatch(expected);
});

test('an agent that goes on with its session is told them', () => {
  const resume = { agent: 'a', model: null, session_id: 's', told: 'work' as const };
  const task = taskRow({ task_description: 'Rename a.', steering: ['Keep the docs.'], resume });
  expect(resumePromptOf({ task, branches, batchText: '' })).toContain(`${now}Keep the docs.`);
});

test('a command has the newest in a variable, and none where nobody said anything', () => {
  const sandbox = { tmp: '/t', resultFile: '/r' } as Parameters<typeof workEnvironment>[0]['sandbox'];
  const variable = (steering: string[]) =>
    workEnvironment({ task: taskRow({ steering }), sandbox, environment: {} })['BGAGENT_STEERING'];
  expect([variable(['First.', 'Second.']), variable([])]).toEqual(['Second.', undefined]);
});
