/** A change that holds a known secret is not pushed. */
import { workerConfig } from '../../../contracts/worker-config.ts';
import { makeRepository, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';

let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;
beforeEach(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
});
afterEach(async () => {
  await bench.stop();
  removeFolders();
});

const blocked = { category: 'blocked', title: 'Secret in the change', errorClass: 'user', retryable: false };

test('neither a credential of the worker, nor the key of an agent', async () => {
  const environment = { ...process.env, AWS_SECRET_ACCESS_KEY: 'aws-s3cr3t', MODEL_KEY: 'sk-of-the-model' };
  const agents = {
    a: { command: ['sh', '-c', 'mkdir conf; env > conf/dump.txt; echo ok > ok.txt'], env: { KEY: '$MODEL_KEY' } },
  };
  bench.startWorker({ config: workerConfig.parse({ agents }), environment });
  const work = { resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' }, task_description: 'Do it' };
  const [byAgent, byShell] = await Promise.all([
    bench.submit(taskRow(work)),
    bench.submit(
      shellTask(
        'echo "me:aws-s3cr3t" | base64 --wrap=8 > encoded.txt; echo sk-of-the-model > key.txt; touch "$(printf aws-)s3cr3t"',
      ),
    ),
  ]);
  const agent = await bench.ended(byAgent);
  expect(agent).toMatchObject({ status: 'FAILED', pr_url: null, error_classification: blocked });
  expect(agent.error_message).toContain('The change adds a known secret, so nothing was committed: conf/dump.txt. ');
  const shell = await bench.ended(byShell);
  expect(shell).toMatchObject({ status: 'FAILED', error_classification: blocked });
  // The name is a secret itself.
  expect(shell.error_message).toContain(': encoded.txt, key.txt, ***. ');
  const told = [agent, shell].map(({ error_message, error_classification }) => [error_message, error_classification]);
  expect(JSON.stringify(told)).not.toMatch(/aws-s3cr3t|sk-of-the-model/);
  expect(remote.branches()).toEqual([]);
});

test('many files are counted, and not all named', async () => {
  const environment = { ...process.env, AWS_SECRET_ACCESS_KEY: 'aws-s3cr3t' };
  bench.startWorker({ environment });
  const id = await bench.submit(shellTask('for n in 1 2 3 4 5 6 7; do echo aws-s3cr3t > $n.txt; done'));
  expect((await bench.ended(id)).error_message).toContain(': 1.txt, 2.txt, 3.txt, 4.txt, 5.txt and 2 more. ');
});
