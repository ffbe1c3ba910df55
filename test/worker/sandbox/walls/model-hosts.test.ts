/** Where the model of an agent is served. */
import { workerConfig } from '../../../../contracts/worker-config.ts';
import { modelHostsOf } from '../../../../worker/sandbox/walls/model-hosts.ts';

test.each([
  [{ preset: 'claude-code' }, ['api.anthropic.com:443']],
  [{ preset: 'codex' }, ['api.openai.com:443', 'chatgpt.com:443', 'auth.openai.com:443']],
  [{ preset: 'codex', base_url: 'https://Models.acme.example/v1' }, ['models.acme.example:443']],
  [{ preset: 'codex', base_url: 'http://127.1/v1' }, ['127.0.0.1:80']],
  [{ preset: 'claude-code', base_url: 'http://[::1]:8080' }, ['::1:8080']],
  [{ command: ['mine'] }, []],
])('of %j', (agent, expected) => {
  const { a } = workerConfig.parse({ agents: { a: agent } }).agents;
  expect(a && modelHostsOf(a).map(({ host, port }) => `${host}:${port}`)).toEqual(expected);
});
