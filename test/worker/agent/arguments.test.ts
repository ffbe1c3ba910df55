/** How the programs of the presets are started. */
import { presets } from '../../../worker/agent/presets.ts';
import { askWith } from './ask.ts';

const claude = (given = {}) => presets['claude-code'].argv(askWith(given)).join(' ');
const codex = (given = {}) => presets.codex.argv(askWith(given)).join(' ');
const session = { id: 'an-id', used: undefined };
const schema = { text: '{"type":"object"}', file: '/sandbox/schema.json' };

describe('claude-code', () => {
  const start = '-p --output-format stream-json --verbose --permission-mode dontAsk';

  test.each([
    [{}, `${start} --allowed-tools=Bash,Read,Edit,Write,Glob,Grep,NotebookEdit`],
    [{ access: 'commit' }, `${start} --allowed-tools=Bash,Read,Edit,Write,Glob,Grep,NotebookEdit`],
    [{ access: 'read' }, `${start} --tools=Read,Grep,Glob`],
    [{ access: 'read', web: true }, `${start} --tools=Read,Grep,Glob,WebFetch,WebSearch --allowed-tools=WebFetch,WebSearch`],
    [
      { access: 'read', model: 'sonnet', fallbackModels: ['haiku', 'opus'], maxTurns: 5, maxUsd: 0.5 },
      `${start} --tools=Read,Grep,Glob --model=sonnet --fallback-model=haiku,opus --max-turns=5 --max-budget-usd=0.5`,
    ],
    [
      { access: 'read', schema, session, args: ['--bare'] },
      `${start} --tools=Read,Grep,Glob --json-schema={"type":"object"} --resume=an-id --bare`,
    ],
  ])('%j', (given, expected) => {
    expect(claude(given)).toBe(expected);
  });

  test('its environment sends nothing but the work, and names another address as the program wants it', () => {
    const env = (baseUrl?: string) => presets['claude-code'].env(askWith({ baseUrl }));
    expect(env()).toEqual({
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_MAX_RETRIES: '3',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_ERROR_REPORTING: '1',
      DISABLE_TELEMETRY: '1',
    });
    for (const url of ['http://host:1', 'http://host:1/', 'http://host:1/v1', 'http://host:1/v1/']) {
      expect(env(url)).toMatchObject({ ANTHROPIC_BASE_URL: 'http://host:1' });
    }
    expect(env('https://host/claude')).toMatchObject({ ANTHROPIC_BASE_URL: 'https://host/claude' });
  });
});

describe('codex', () => {
  const start = 'exec --json --skip-git-repo-check -c analytics.enabled=false --disable=unbounded_connection_retries';
  const writes = '-c sandbox_mode="workspace-write" -c sandbox_workspace_write.writable_roots=["/sandbox"]';
  const open = '-c sandbox_mode="danger-full-access"';

  test.each([
    [{}, `${start} ${writes} -`],
    [{ access: 'read' }, `${start} -c sandbox_mode="read-only" -`],
    [{ access: 'commit' }, `${start} ${open} -`],
    [{ walled: true }, `${start} ${open} -`],
    [{ walled: true, access: 'read' }, `${start} ${open} -`],
    [{ walled: true, model: 'gpt-x', args: ['-c', 'a=1'] }, `${start} ${open} --model=gpt-x -c a=1 -`],
    [{ walled: true, schema, session }, `${start} ${open} --output-schema=/sandbox/schema.json resume an-id -`],
  ])('%j', (given, expected) => {
    expect(codex(given)).toBe(expected);
  });

  test('another address becomes a provider of its own', () => {
    const provider = (address: string) =>
      [
        '-c model_provider="bgagent" -c model_providers.bgagent.name="bgagent"',
        `-c model_providers.bgagent.base_url="${address}"`,
        '-c model_providers.bgagent.env_key="CODEX_API_KEY" -c model_providers.bgagent.wire_api="responses"',
      ].join(' ');
    expect(codex({ walled: true, baseUrl: 'http://host:1' })).toBe(`${start} ${open} ${provider('http://host:1/v1')} -`);
    expect(codex({ walled: true, baseUrl: 'http://host/a/v2/' })).toBe(`${start} ${open} ${provider('http://host/a/v2')} -`);
    expect(presets.codex.env(askWith({ baseUrl: 'http://host' }))).toEqual({});
  });
});
