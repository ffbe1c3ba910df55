/** Routes of ABCA's API that this service does not have, each with what to do instead. ABCA's clients may ask for them. */
import findMyWay from 'find-my-way';

const nothingWaits = 'a task never waits for an approval; a fleet does, with require_approval or a canary';
const webhooks = 'name the webhooks of a fleet in notify.webhooks of POST /v1/fleets';
const apiKeys = 'sign in, and send the token as Authorization: Bearer <token>';
const output = 'GET /v1/tasks/{task_id}/output has the end of its output, GET /v1/tasks/{task_id}/events its history';

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

/** The router wants a handler for each route, but is only used to find the sentence that is stored with it. */
const never = (): void => undefined;
const router = findMyWay();
for (const [method, path, what, instead] of routes) {
  router.on(method, path, never, `${what} is not part of this service: ${instead}.`);
}

/** The sentence that says what to do instead; undefined for a route that ABCA does not have either. */
export function notPartOfThisService(method: string, path: string): string | undefined {
  if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') return undefined;
  // Every route was stored with its sentence just above.
  return router.find(method, path)?.store as string | undefined;
}
