/** How each program is started for a recording: without a person, asked for no update and no telemetry. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledAgent } from './install-agents.ts';
import type { Recording } from './recordings.ts';
import type { Start } from './run-once.ts';

export interface Around {
  readonly origin: string;
  readonly home: string;
  readonly repo: string;
  readonly session: string | undefined;
  readonly scratch: string;
}

const schema = {
  type: 'object',
  properties: { decision: { type: 'string', enum: ['retry', 'stop'] }, reason: { type: 'string' } },
  required: ['decision', 'reason'],
  additionalProperties: false,
};

const unknown = '00000000-0000-4000-8000-00000000abcd';

export function startOf(agent: InstalledAgent, recording: Recording, around: Around): Pick<Start, 'argv' | 'env' | 'endWhen'> {
  const { home, origin, session, scratch } = around;
  const common = { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', BGAGENT_RESULT: join(scratch, 'result.json') };
  const key = recording.key ?? 'sk-dummy-key-of-the-test';
  const endAfter = recording.endAfter;
  const endWhen = endAfter ? { endWhen: (text: string) => endAfter.test(text) } : {};
  const resumed = recording.session === 'unknown' ? unknown : recording.session === 'previous' ? session : undefined;
  if (agent.name === 'claude-code') {
    const argv = [
      ...[agent.program, '-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'dontAsk'],
      ...(recording.access === 'read' ? ['--tools', 'Read,Grep,Glob'] : ['--allowed-tools', 'Bash,Read,Edit,Write,Glob,Grep']),
      ...['--model', recording.model ?? 'sonnet'],
      ...(recording.fallback ? ['--fallback-model', recording.fallback] : []),
      ...(recording.maxTurns ? ['--max-turns', String(recording.maxTurns)] : []),
      ...(recording.maxUsd ? ['--max-budget-usd', String(recording.maxUsd)] : []),
      ...(recording.schema ? ['--json-schema', JSON.stringify(schema)] : []),
      ...(resumed ? ['--resume', resumed] : []),
      ...(recording.args ?? []),
    ];
    const env = {
      ...{ ...common, ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: origin, CLAUDE_CODE_MAX_RETRIES: '3' },
      ...{
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
        DISABLE_TELEMETRY: '1',
        DISABLE_ERROR_REPORTING: '1',
      },
    };
    return { argv, env, ...endWhen };
  }
  const schemaFile = join(scratch, 'schema.json');
  writeFileSync(schemaFile, JSON.stringify(schema));
  const provider = `{name="bgagent",base_url="${origin}/v1",env_key="CODEX_API_KEY",wire_api="responses",request_max_retries=3,stream_max_retries=3}`;
  const argv = [
    ...[agent.program, 'exec', ...(resumed ? ['resume'] : []), '--json', '--skip-git-repo-check'],
    ...[
      '-c',
      `sandbox_mode=${recording.access === 'read' ? 'read-only' : 'danger-full-access'}`,
      '-c',
      'analytics.enabled=false',
    ],
    ...['--disable', 'unbounded_connection_retries', '-m', recording.model ?? 'gpt-5.5'],
    ...['-c', 'model_provider=bgagent', '-c', `model_providers.bgagent=${provider}`],
    ...(recording.schema ? ['--output-schema', schemaFile] : []),
    ...(recording.args ?? []),
    ...(resumed ? [resumed] : []),
    '-',
  ];
  return { argv, env: { ...common, CODEX_API_KEY: key }, ...endWhen };
}
