/** `POST /v1/tasks` of a user with a daily limit. */
import type { ApiPorts } from '../../../lambdas/api/api-ports.ts';
import { makeTaskPlatform } from '../../tasks/task-platform.ts';
import { errorOf, startBench, type Bench } from './bench.ts';

let bench: Bench;
let ports: ApiPorts;
beforeAll(async () => {
  bench = await startBench();
  const limited = makeTaskPlatform(bench.dynamo, { userUsdPerDay: 3 });
  limited.time.now += 86_400_000 - 3_600_000;
  ports = { ...bench.ports, core: limited.core };
});
afterAll(() => bench.stop());

const create = (key: string, token = bench.tokens.ann) => {
  const body = JSON.stringify({ task_description: 'Look around', max_budget_usd: 2 });
  return bench.call('POST', '/v1/tasks', { body, token, headers: { 'idempotency-key': key } }, ports);
};

test('a task beyond it is answered 429 with the seconds until midnight, and one that is there is replayed', async () => {
  expect((await create('a')).status).toBe(201);
  const refused = await create('b');
  expect([refused.status, errorOf(refused).code, refused.headers['retry-after']]).toEqual([429, 'BUDGET_EXCEEDED', '3600']);
  expect(errorOf(refused).message).toContain('of $3.00 for 2026-11-05 (UTC)');
  const again = await create('a');
  expect([again.status, again.headers['Idempotent-Replay']]).toEqual([200, 'true']);
  expect((await create('c', bench.tokens.bob)).status).toBe(201);
});
