/** The operations that read what a task, or the target that it is for, has changed. */
import * as z from 'zod';
import { ulid } from '../messages.ts';
import { diffFormats, diffView } from './diff.ts';
import { commonErrors, type Operation } from './operation.ts';

const diffQuery = {
  format: z.enum(diffFormats).optional().describe('text: the diff itself. Else json.'),
  stat: z.literal('true').optional().describe('Of json: without the text.'),
};
const success = { status: 200, shape: 'picture', schema: diffView, textType: 'text/x-diff' } as const;
const reading = [...commonErrors, 'VALIDATION_ERROR', 'DIFF_NOT_FOUND'] as const;

export const diffOperations = {
  getTargetDiff: {
    tag: 'fleets',
    method: 'GET',
    path: '/v1/fleets/{fleet_id}/targets/{path+}/diff',
    summary: 'Read what the branch of a target changes, as its last attempt that changed something left it, or another one',
    access: 'caller',
    scope: 'fleets:read',
    params: z.object({ fleet_id: ulid, path: z.string().min(1).describe('The path as it is (payments/api), or URL-encoded.') }),
    query: z.object({
      ...diffQuery,
      attempt: z.coerce.number<number | string>().int().min(1).optional().describe('The number of the attempt.'),
    }),
    etag: true,
    success: {
      ...success,
      description: 'The diff. Of a group that has a target named `diff`, and without a query: that target.',
    },
    errors: [...reading, 'FLEET_NOT_FOUND', 'TARGET_NOT_FOUND'],
  },
  getTaskDiff: {
    tag: 'tasks',
    method: 'GET',
    path: '/v1/tasks/{task_id}/diff',
    summary: 'Read what the branch of a task changes, as the task left it',
    access: 'caller',
    scope: 'tasks:read',
    otherQueryIgnored: true,
    params: z.object({ task_id: ulid }),
    query: z.object(diffQuery),
    etag: true,
    success: { ...success, description: 'The diff.' },
    errors: [...reading, 'TASK_NOT_FOUND'],
  },
} as const satisfies Record<string, Operation>;
