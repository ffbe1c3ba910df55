/** A worker that is gone at any request to the forge while it publishes is followed by one that ends it: one commit, one pull request, no ref. */
import { ulid } from 'ulid';
import { durationsSchema } from '../../../../contracts/durations.ts';
import { isTaskEnded } from '../../../../contracts/task-transitions.ts';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import type { WorkerPorts } from '../../../../worker/hold/worker-setup.ts';
import { startForgeWithRepository, type ForgeWithRepository } from '../../forge/forge-with-repository.ts';
import { removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { shellAgents } from '../steps/step-bench.ts';
import { reviewedTarget } from './review-bench.ts';

let bench: TaskBench;
let remote: ForgeWithRepository['remote'];
let forge: ForgeWithRepository['forge'];
let settings: NonNullable<Parameters<TaskBench['startWorker']>[0]>;

beforeAll(async () => {
  const token = `ghp_${ulid()}`;
  bench = await startTaskBench();
  ({ remote, forge } = await startForgeWithRepository(token));
  await bench.onboard({ repo: 'acme/api', clone_url: `${forge.origin}/acme/api.git` });
  const forges = [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }];
  settings = {
    config: { ...shellAgents, forges: workerConfig.parse({ forges }).forges },
    environment: { ...process.env, FORGE_TOKEN: token },
  };
});
afterAll(async () => {
  await bench.stop();
  await forge.stop();
  removeFolders();
});

/** Writes nothing more once it is gone: neither the end of its lease nor that of the task. */
function dyingPorts(isGone: () => boolean): WorkerPorts {
  const { tasks } = bench.ports;
  const orGone = <T>(write: () => Promise<T>): Promise<T> => (isGone() ? Promise.reject(new Error('killed')) : write());
  return {
    ...bench.ports,
    tasks: {
      ...tasks,
      renewLeaseOfHold: () => Promise.reject(new Error('killed')),
      endLeaseOfHold: (...given) => orGone(() => tasks.endLeaseOfHold(...given)),
      moveTaskIfStatus: (taskId, move) => orGone(() => tasks.moveTaskIfStatus(taskId, move)),
    },
  };
}

/** @param last requests to the forge that the worker lives to send; what the last one asks for is done, and its answer is lost */
async function diesAfter(last: number, id: string): Promise<boolean> {
  const state = { isGone: false };
  let seen = 0;
  const killed = Promise.withResolvers<undefined>();
  const durations = durationsSchema.parse({ task_lease_s: 600, cancel_check_s: 600 });
  const worker = bench.startWorker(
    { ...settings, durations },
    dyingPorts(() => state.isGone),
  );
  const die = (): void => {
    state.isGone = true;
    void worker.close().then(() => {
      killed.resolve(undefined);
    });
  };
  forge.onRequest = () => {
    seen += 1;
    if (seen === last) die();
  };
  await Promise.race([killed.promise, bench.until(id, ({ status }) => isTaskEnded(status))]);
  forge.onRequest = undefined;
  await worker.close();
  if (!state.isGone) return false;
  await bench.ports.tasks.renewLeaseOfHold(id, 1, { until: Date.now() - 1 });
  for (const message of bench.messages.values()) message.visibleAt = 0;
  return true;
}

test('at each request', async () => {
  const statuses: string[] = [];
  for (let last = 1; ; last += 1) {
    const { work, publishRow, branch, tip, attempts } = reviewedTarget(bench, remote, 'acme/api');
    bench.startWorker(settings);
    const made = await work(1, 'echo a > a.txt');
    await bench.closeWorkers();
    const commit = tip();
    const id = await bench.submit(publishRow(2, made));
    const hasDied = await diesAfter(last, id);
    statuses.push((await bench.rowOf(id)).status);
    bench.startWorker(settings);
    const row = await bench.ended(id);
    await bench.closeWorkers();
    const pulls = forge.pulls.filter(({ head }) => head === branch);
    expect([last, row.status, row.outcome, row.commit, row.cost_usd]).toEqual([last, 'COMPLETED', 'changed', commit, 0]);
    expect([last, pulls.length, remote.tipOf(branch), attempts(), tip()]).toEqual([last, 1, commit, [1], undefined]);
    expect(row.pr_url).toMatch(new RegExp(`/pull/${pulls[0]?.number}$`));
    if (!hasDied) break;
  }
  // From before the push to after the removal of the ref.
  expect(new Set(statuses)).toEqual(new Set(['RUNNING', 'FINALIZING', 'COMPLETED']));
  expect(statuses.length).toBeGreaterThan(8);
});
