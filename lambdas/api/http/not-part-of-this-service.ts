/** Routes of ABCA that its clients may ask for and that nothing here answers, each with what helps instead. */
import findMyWay from 'find-my-way';

const nothingWaits = 'tasks here ask nobody while they run; a fleet waits for a person with require_approval or a canary';
const webhooks = 'a fleet tells its webhooks itself (notify.webhooks in POST /v1/fleets)';
const apiKeys = 'sign in, and send the token as Authorization: Bearer <token>';
const output = 'GET /v1/tasks/{task_id}/output has the end of what a task printed, …/events what happened to it';

const routes: readonly (readonly ['GET' | 'POST' | 'DELETE', string, string, string])[] = [
  ['POST', '/v1/tasks/:task_id/nudge', 'A nudge', 'cancel the task, and submit it again with what it should know'],
  ['POST', '/v1/tasks/:task_id/approve', 'Approving a step of a task', nothingWaits],
  ['POST', '/v1/tasks/:task_id/deny', 'Denying a step of a task', nothingWaits],
  ['GET', '/v1/pending', 'The list of approvals', nothingWaits],
  ['GET', '/v1/repos/:repo_id/policies', 'The list of policies', nothingWaits],
  ['GET', '/v1/repos/:owner/:name/policies', 'The list of policies', nothingWaits],
  ['GET', '/v1/tasks/:task_id/replay', 'The replay of a task', output],
  ['GET', '/v1/tasks/:task_id/trace', 'The trace of a task', output],
  ['POST', '/v1/tasks/:task_id/confirm-uploads', 'Uploading attachments', 'say all that the work needs in task_description'],
  ['GET', '/v1/webhooks', 'Managing webhooks', webhooks],
  ['POST', '/v1/webhooks', 'Managing webhooks', webhooks],
  ['DELETE', '/v1/webhooks/:webhook_id', 'Managing webhooks', webhooks],
  ['POST', '/v1/webhooks/tasks', 'Creating tasks by a webhook', 'POST /v1/tasks with a token'],
  ['GET', '/v1/api-keys', 'Managing API keys', apiKeys],
  ['POST', '/v1/api-keys', 'Managing API keys', apiKeys],
  ['DELETE', '/v1/api-keys/:key_id', 'Managing API keys', apiKeys],
];

/** Sentences are looked up; the router never calls anything. */
const never = (): void => undefined;
const router = findMyWay();
for (const [method, path, what, instead] of routes)
  router.on(method, path, never, `${what} is not part of this service: ${instead}.`);

/** The sentence for such a route; undefined for any other. */
export function notPartOfThisService(method: string, path: string): string | undefined {
  if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') return undefined;
  // Every route was stored with its sentence just above.
  return router.find(method, path)?.store as string | undefined;
}
