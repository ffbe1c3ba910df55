import * as z from 'zod';
import { failureOfTask } from '../../core/failure.ts';
import { targetStatusOfTask, taskStatuses } from '../../core/task-status.ts';
import { caseTable } from './case-table.ts';

const schema = {
  input: z.object({ task: z.object({ status: z.enum(taskStatuses), build_passed: z.boolean().nullable() }) }),
  expected: z.object({ status: z.string(), class: z.string().nullable() }),
};

caseTable('task-status', schema, ({ task }, expected) => {
  const failure = failureOfTask({ ...task, error_message: null, error_classification: null });
  expect({ status: targetStatusOfTask(task.status, task.build_passed), class: failure?.class ?? null }).toEqual(expected);
});
