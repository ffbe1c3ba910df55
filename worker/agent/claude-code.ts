/** Claude Code (npm @anthropic-ai/claude-code): how it is started. What it prints is read by claude-code-output.ts. */
import { isEndOfClaudeCode, readClaudeCode, showClaudeCode } from './claude-code-output.ts';
import type { Ask, Preset } from './preset.ts';

export const claudeCode: Preset = {
  name: 'claude-code',
  program: 'claude',
  keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  can: { schema: 'checked', turns: true, budget: true, fallback: true },
  env: ({ baseUrl }) => ({
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    // It says that it is done while a command in the background goes on, and ends that command when it ends.
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    // With fewer it never falls back to another model; with its own number a wrong key is tried for three minutes.
    CLAUDE_CODE_MAX_RETRIES: '3',
    ...(baseUrl === undefined ? {} : { ANTHROPIC_BASE_URL: baseUrl.replace(/\/(?:v1\/?)?$/, '') }),
  }),
  argv: argvOf,
  show: showClaudeCode,
  isEnd: isEndOfClaudeCode,
  read: readClaudeCode,
};

/** Each value in the same argument as its option, so that no value reads as an option. */
function argvOf(ask: Ask): readonly string[] {
  const { model, fallbackModels, maxTurns, maxUsd, schema, session, args } = ask;
  return [
    // A stream, so that a run that is ended early has told its session.
    ...['-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'dontAsk'],
    ...toolsOf(ask),
    ...(model === undefined ? [] : [`--model=${model}`]),
    ...(fallbackModels.length === 0 ? [] : [`--fallback-model=${fallbackModels.join(',')}`]),
    ...(maxTurns === undefined ? [] : [`--max-turns=${maxTurns}`]),
    ...(maxUsd === undefined ? [] : [`--max-budget-usd=${maxUsd}`]),
    ...(schema === undefined ? [] : [`--json-schema=${schema.text}`]),
    ...(session === undefined ? [] : [`--resume=${session.id}`]),
    ...args,
  ];
}

/** `--tools` are those that it has, `--allowed-tools` those that it may use without asking. */
function toolsOf({ access, web }: Ask): readonly string[] {
  if (access !== 'read') return ['--allowed-tools=Bash,Read,Edit,Write,Glob,Grep,NotebookEdit'];
  return web ? ['--tools=Read,Grep,Glob,WebFetch,WebSearch', '--allowed-tools=WebFetch,WebSearch'] : ['--tools=Read,Grep,Glob'];
}
