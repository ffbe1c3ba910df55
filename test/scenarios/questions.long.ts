/** An agent that asks, through the front door: its target waits without a slot, the runtime is killed, a person answers, the work is done. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolders } from '../worker/git-repository.ts';
import { must } from './answers.ts';
import { branchesOf, fileOn } from './repositories.ts';
import { System } from './system.ts';
import { testWhereKillable } from './test-where-killable.ts';

/** Works at once in all repositories but one: there it asks until its prompt holds the answer. */
const script = `
prompt=$(cat)
echo half > half
case "$BGAGENT_REPO $prompt" in
  acme/asks*'Answer: blue, please'*) rm half; echo blue > colour; printf '{"cost_usd":0.5}' > "$BGAGENT_RESULT" ;;
  acme/asks*) printf '{"question":"Which colour?\\\\nAny but red.","cost_usd":0.25}' > "$BGAGENT_RESULT" ;;
  *) rm half; echo grey > colour ;;
esac`;

let system: System;
beforeAll(async () => {
  const workerConfig = join(makeFolder('config'), 'worker.yaml');
  writeFileSync(workerConfig, JSON.stringify({ agents: { painter: { command: ['sh', '-c', script] } } }));
  system = await System.start({ workerConfig });
});
afterAll(async () => {
  await system.close();
  removeFolders();
});

testWhereKillable('a question is answered over a restart, and the next attempt begins with the answer', async () => {
  const remotes = await system.onboard(['asks', 'works']);
  const body = {
    task_description: 'Paint it.',
    agent: 'painter',
    budget: { fleet_usd: 12 },
    targets: ['acme/asks', 'acme/works'],
  };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  const params = { fleet_id };
  const waits = await system.waitFor(fleet_id, ({ status }) => status === 'PAUSED');
  const question = 'Which colour?\nAny but red.';
  expect(waits).toMatchObject({ reason: { code: 'question' }, questions: 1, progress: { counts: { PENDING: 1, SUCCEEDED: 1 } } });
  expect(waits.progress.cost).toMatchObject({ known_usd: 0.25, reserved_usd: 0, limit_usd: 12 });
  const [asks] = must(await system.client.listTargets({ params, query: { waiting: 'true' } }));
  expect(asks).toMatchObject({ path: 'asks', status: 'PENDING', attempt: 2, trigger: 'answer', question, waiting: { question } });
  expect(asks?.attempts).toMatchObject([{ attempt: 1, agent: 'painter', question, outcome: null, pr_url: null }]);
  expect(await branchesOf(remotes.get('asks') ?? '')).toEqual([]);

  await system.killHard();
  await system.boot();
  const answer = { params, body: { target: 'asks', text: 'blue, please' } };
  must(await system.client.answerTarget(answer));
  // The kill may have met the turn that paused the fleet: on a deployed stack, what is asked waits until its mail comes again.
  await system.waitFor(fleet_id, ({ questions }) => questions === 0);
  expect(await system.client.answerTarget(answer)).toMatchObject({ status: 409, error: { code: 'INVALID_STATE' } });
  const ended = await system.waitForEnd(fleet_id);

  expect(ended).toMatchObject({ status: 'SUCCEEDED', questions: 0, progress: { cost: { known_usd: 0.75 } } });
  const target = must(await system.client.getTarget({ params: { fleet_id, path: 'asks' } }));
  expect(target).toMatchObject({ status: 'SUCCEEDED', attempt: 2, waiting: null, question, cost_usd: 0.75, outcome: 'changed' });
  expect(target.attempts).toMatchObject([
    { question, answer: 'blue, please' },
    { question: null, answer: null },
  ]);
  const [branch] = await branchesOf(remotes.get('asks') ?? '');
  expect([branch?.name, branch?.commits.length]).toEqual([`bgagent/${fleet_id}/asks`, 1]);
  expect(await fileOn(remotes.get('asks') ?? '', branch?.name ?? '', 'colour')).toBe('blue\n');
  const log = must(await system.client.listLog({ params, query: { limit: 100 } }));
  expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(['asked', 'paused', 'answered', 'finished']));
});
