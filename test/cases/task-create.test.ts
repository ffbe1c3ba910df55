import * as z from 'zod';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { apiCaller, errorOf, makeTaskPlatform, onboarded, putRepo, statusOf, taskOf } from '../tasks/task-platform.ts';
import { caseTable } from './case-table.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

const schema = {
  input: z.strictObject({ body: z.unknown(), onboarded: z.array(z.string()) }),
  expected: z.strictObject({ status: z.number(), code: z.string().optional(), workflow: z.string().optional(), message_has: z.string().optional() }),
};

caseTable('task-create', schema, async ({ body, onboarded: repos }, expected) => {
  const platform = makeTaskPlatform(dynamo);
  for (const repo of repos) await putRepo(platform.repos, onboarded(repo));
  const answer = await platform.core.createTask(body, apiCaller('alice'));
  expect(statusOf(answer)).toBe(expected.status);
  if (expected.status < 300) {
    const task = taskOf(answer);
    expect(task).toMatchObject({ status: 'SUBMITTED', ...(expected.workflow && { resolved_workflow: { id: expected.workflow, version: '1.0.0' } }) });
    expect(platform.enqueued).toEqual([task.task_id]);
  } else {
    const error = errorOf(answer);
    if (expected.code) expect(error.code).toBe(expected.code);
    expect(error.message).toContain(expected.message_has ?? '');
    expect(platform.enqueued).toEqual([]);
  }
});
