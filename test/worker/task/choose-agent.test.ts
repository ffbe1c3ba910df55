import { workerConfig } from '../../../contracts/worker-config.ts';
import { chooseAgent } from '../../../worker/task/choose-agent.ts';

const one = { preset: 'claude-code', model: 'sonnet', models: ['opus'] };
const any = { preset: 'codex' };
const mine = { command: ['mine'] };
const choose = (config: object, asked: { agent?: string; model?: string } = {}) =>
  chooseAgent(asked, workerConfig.parse(config), 'coding/new-task-v1');

test.each([
  [{ agents: { one } }, {}, { name: 'one', model: 'sonnet' }],
  [{ agents: { one, mine }, default_agent: 'mine' }, {}, { name: 'mine', model: undefined }],
  [{ agents: { one, mine }, default_agent: 'mine' }, { agent: 'one' }, { name: 'one', model: 'sonnet' }],
  [{ agents: { one, any } }, { agent: 'one', model: 'opus' }, { name: 'one', model: 'opus' }],
  [{ agents: { one, any } }, { agent: 'one', model: 'sonnet' }, { name: 'one', model: 'sonnet' }],
  [{ agents: { one, any } }, { agent: 'any', model: 'whatever' }, { name: 'any', model: 'whatever' }],
])('%j asked for %j', (config, asked, expected) => {
  expect(choose(config, asked)).toMatchObject({ ok: true, value: expected });
});

test.each([
  [{ agents: { one, mine } }, { agent: 'three' }, 'There is no agent "three" in worker.yaml. This worker has: one, mine.'],
  [{ agents: { one } }, { agent: 'constructor' }, 'There is no agent "constructor" in worker.yaml.'],
  [{ agents: {} }, { agent: 'one' }, 'This worker has: none.'],
  [{ agents: { one } }, { model: 'haiku' }, 'The agent "one" does not take the model "haiku". It takes: sonnet, opus.'],
  [{ agents: { mine } }, { model: 'haiku' }, 'The agent "mine" is a command and takes no model'],
  [{ agents: { one, mine } }, {}, 'The task names no agent, and this worker has several: one, mine.'],
])('%j asked for %j is a fault of the request or the settings', (config, asked, message) => {
  expect(choose(config, asked)).toMatchObject({
    ok: false,
    failure: {
      status: 'FAILED',
      message: expect.stringContaining(message) as string,
      classification: { category: 'config', title: 'Bad config', errorClass: 'service', retryable: false },
    },
  });
});

test('a worker without agents says what to configure', () => {
  expect(choose({})).toMatchObject({ ok: false, failure: { classification: { title: 'Not configured' } } });
});
