/** What the task API answers: a status and the envelope as text. */
import type { ApiError } from '../contracts/http/errors.ts';
import { errorStatus } from '../contracts/http/errors.ts';
import type { TaskDetail } from '../contracts/task.ts';
import type { TaskAnswer } from '../adapters/ports.ts';

export const created = (task: TaskDetail): TaskAnswer => ({ statusCode: 201, headers: {}, body: JSON.stringify({ data: task }) });

/** The same key again: the task as it is now. */
export const replayed = (task: TaskDetail): TaskAnswer => ({
  statusCode: 200,
  headers: { 'Idempotent-Replay': 'true' },
  body: JSON.stringify({ data: task }),
});

export const refused = ({ code, message }: ApiError, requestId: string): TaskAnswer => ({
  statusCode: errorStatus[code],
  headers: {},
  body: JSON.stringify({ error: { code, message, request_id: requestId } }),
});
