/**
 * Agents whose programs are small scripts: they behave as processes as a test says, and print what the real programs printed. Each
 * writes its arguments and its prompt into its HOME, a file for each run.
 */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PresetName } from '../../../contracts/worker-config.ts';
import { recordedOutput } from '../agent/recorded-output.ts';
import { makeFolder } from '../git-repository.ts';

export interface FakeAgent {
  readonly preset: PresetName;
  /** Name of the recorded output that it prints at its end; absent: none. */
  readonly prints?: string;
  /** The recorded run that its first run prints. Absent: the same. */
  readonly printsFirst?: string;
  /** Shell commands before that. */
  readonly does?: string;
  /** Absent: that of the recorded run, else 0. */
  readonly exitCode?: number;
  /** Further settings in worker.yaml. */
  readonly settings?: object;
}

const versions: Record<PresetName, string> = { 'claude-code': '2.1.332', codex: '0.171.0' };

const script = `#!/bin/sh
run=$(ls "$HOME" | grep -c '^args-')
printf '%s\\n' "$@" > "$HOME/args-$run"
cat > "$HOME/prompt-$run"
test "$run" = 0 && PRINTS=$PRINTS_FIRST
test -n "$DOES" && eval "$DOES"
test -n "$PRINTS" && cat "$PRINTS"
cat "$SAYS" >&2
exit "$CODE"
`;

/** @returns the agents as worker.yaml has them, the environment of their worker, and what their runs were asked */
export function fakeAgents(agents: Readonly<Record<string, FakeAgent>>) {
  const folder = makeFolder('fakes');
  const config = makeFolder('config');
  const program = join(folder, 'program');
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const entryOf = ([name, { preset, prints, printsFirst = prints, does = '', exitCode, settings }]: [string, FakeAgent]) => {
    const [output, first] = [prints, printsFirst].map((each) =>
      each === undefined ? undefined : recordedOutput(preset, versions[preset], each),
    );
    const env = {
      DOES: does,
      PRINTS: file(`${name}-stdout`, output?.stdout ?? ''),
      PRINTS_FIRST: file(`${name}-first`, first?.stdout ?? ''),
      SAYS: file(`${name}-stderr`, output?.stderr ?? ''),
      CODE: String(exitCode ?? output?.exitCode ?? 0),
      KEY: '$KEY',
    };
    return [name, { preset, program, env, ...settings }] as const;
  };
  const home = (agent: string): string => join(config, 'agents', agent, 'home');
  const read = (agent: string, name: string): string => readFileSync(join(home(agent), name), 'utf8');
  return {
    agents: Object.fromEntries(Object.entries(agents).map(entryOf)),
    environment: { ...process.env, BGAGENT_CONFIG_DIR: config, KEY: 'key-of-the-provider' },
    home,
    /** Arguments and prompt of each run of an agent. */
    runsOf: (agent: string) =>
      readdirSync(home(agent))
        .filter((name) => name.startsWith('args-'))
        .map((name) => ({ args: read(agent, name).split('\n'), prompt: read(agent, name.replace('args', 'prompt')) })),
  };
}
