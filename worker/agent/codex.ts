/** codex (npm @openai/codex): how it is started. What it prints is read by codex-output.ts. */
import { isEndOfCodex, readCodex, showCodex } from './codex-output.ts';
import type { Ask, Preset } from './preset.ts';

const key = 'CODEX_API_KEY';
/** The name of the provider that worker.yaml describes by its address. */
const provider = 'bgagent';

export const codex: Preset = {
  name: 'codex',
  program: 'codex',
  keys: [key],
  can: { schema: 'sent', turns: false, budget: false, fallback: false },
  env: () => ({}),
  argv: argvOf,
  show: showCodex,
  isEnd: isEndOfCodex,
  read: readCodex,
};

function argvOf(ask: Ask): readonly string[] {
  const { model, schema, session, baseUrl, args } = ask;
  return [
    ...['exec', '--json', '--skip-git-repo-check', ...set('analytics.enabled', false)],
    // Without a network it would wait for ever.
    '--disable=unbounded_connection_retries',
    ...sandboxOf(ask),
    ...(baseUrl === undefined ? [] : providerAt(baseUrl)),
    ...(model === undefined ? [] : [`--model=${model}`]),
    ...(schema === undefined ? [] : [`--output-schema=${schema.file}`]),
    ...args,
    ...(session === undefined ? [] : ['resume', session.id]),
    // The prompt comes on standard input.
    '-',
  ];
}

/** A setting of its configuration. JSON reads as TOML here: a text, true or false, and lists of texts are the same in both. */
const set = (name: string, value: string | boolean | readonly string[]): readonly string[] => [
  '-c',
  `${name}=${JSON.stringify(value)}`,
];

/**
 * Its own sandbox keeps the git folder from being written to and the network from being used, so where the work makes commits, nothing
 * keeps them but the sandbox of the worker. `-c`, because `exec resume` has no `--sandbox`.
 */
function sandboxOf({ access, walled, scratch }: Ask): readonly string[] {
  if (walled || access === 'commit') return set('sandbox_mode', 'danger-full-access');
  if (access === 'read') return set('sandbox_mode', 'read-only');
  return [...set('sandbox_mode', 'workspace-write'), ...set('sandbox_workspace_write.writable_roots', [scratch])];
}

/** A provider of its own, because `openai_base_url` first tries another protocol seven times, and the variable for it is not read. */
function providerAt(baseUrl: string): readonly string[] {
  const url = baseUrl.replace(/\/$/, '');
  const address = new URL(url).pathname === '/' ? `${url}/v1` : url;
  const place = `model_providers.${provider}`;
  return [
    ...set('model_provider', provider),
    ...set(`${place}.name`, provider),
    ...set(`${place}.base_url`, address),
    ...set(`${place}.env_key`, key),
    ...set(`${place}.wire_api`, 'responses'),
  ];
}
