/** Runs the real program of a preset as the worker does, in a sandbox of its own, and reads how it ended. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { workerConfig, type AgentConfig, type PresetName } from '../../contracts/worker-config.ts';
import { failureOfTask, type Failure, type TaskEnding } from '../../core/failure.ts';
import type { Reading } from '../../worker/agent/preset.ts';
import { failureOfReading } from '../../worker/agent/failure-of-reading.ts';
import { presets } from '../../worker/agent/presets.ts';
import { runAgent, type AgentRunEnd } from '../../worker/agent/run-agent.ts';
import type { TaskFailure } from '../../worker/failure.ts';
import { problemOfCommand } from '../../worker/sandbox/problem-of-command.ts';
import { createSandbox, type Sandbox } from '../../worker/sandbox/sandbox.ts';
import { chooseWalls } from '../../worker/sandbox/walls/choose-walls.ts';
import { makeHomeFolder } from './home-folder.ts';
import { agentOf } from './install-agents.ts';
import { startScriptedModel, type ScriptedModel } from './model/scripted-model.ts';
import type { Recording } from './recordings.ts';
import { startOf } from './start-of.ts';

export interface Ran extends AgentRunEnd {
  readonly sandbox: Sandbox;
  /** As a fleet would see it; null where the run did not fail. */
  readonly failure: Failure | null;
  /** What people see of the run. */
  readonly shown: string;
  /** The contents of a file that the agent may have written, relative to its working folder. */
  readonly file: (name: string) => string | undefined;
}

export interface AgentBench {
  readonly model: ScriptedModel;
  run(name: PresetName, recording: Recording, more?: { readonly timeoutMs?: number; readonly session?: Reading }): Promise<Ran>;
  close(): Promise<void>;
}

/** Arguments of codex: by its own numbers of tries it waits for 25 s. */
export const fewTries = ['request_max_retries', 'stream_max_retries'].flatMap((key) => [
  '-c',
  `model_providers.bgagent.${key}=1`,
]);

/** In the sandbox that a worker would choose on this machine. */
export async function openAgentBench(): Promise<AgentBench> {
  const { walls } = await chooseWalls({
    ...{ config: workerConfig.parse({}), environment: process.env, dir: undefined, sandboxRoot: undefined },
    closedPorts: () => new Set<number>(),
  });
  const homes = makeHomeFolder();
  const root = mkdtempSync(join(tmpdir(), 'bgagent-agents-'));
  const model = await startScriptedModel(join(root, 'requests.jsonl'));
  const sandboxes: Sandbox[] = [];
  return {
    model,
    async run(name, recording, { timeoutMs = 120_000, session } = {}) {
      const preset = presets[name];
      const home = join(homes, name);
      mkdirSync(home, { recursive: true });
      const sandbox = createSandbox(root, walls);
      sandboxes.push(sandbox);
      await execa('git', ['init', '--quiet', sandbox.repo]);
      const args =
        name === 'codex' && recording.of === undefined ? [...(recording.args ?? []), ...fewTries] : (recording.args ?? []);
      const known = session?.sessionId ? { id: session.sessionId, used: session.used } : undefined;
      const around = { origin: model.origin, home, scratch: sandbox.tmp, session: known };
      const { argv, env, ask } = startOf(agentOf(name), { ...recording, args }, around);
      const shown: string[] = [];
      const output = { shown: { append: (text: string) => void shown.push(text) }, raw: { append: () => undefined } };
      const signal = new AbortController().signal;
      const run = {
        preset,
        agent: { name, config: configOf(name, ask.baseUrl) },
        program: argv[0] ?? '',
        ask,
        prompt: recording.prompt,
        env,
        timeoutMs,
        signal,
      };
      const ended = await runAgent(run, sandbox, output);
      const failed = ended.reading.failure;
      const problem = problemOfCommand(ended.end);
      const failure = failed && failureOfReading(failed, { name: 'tested', preset, ask, problem }).failure;
      return {
        ...ended,
        ...{ sandbox, shown: shown.join('') },
        failure: failure && failureOfTask(endingOf(failure)),
        file: (path) => contentOf(join(sandbox.repo, path)),
      };
    },
    async close() {
      await model.stop();
      walls.close();
      for (const sandbox of sandboxes) await sandbox.remove();
      for (const folder of [homes, root]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configOf(name: PresetName, base_url: string | undefined): AgentConfig {
  const { agents } = workerConfig.parse({ agents: { tested: { preset: name, base_url } } });
  if (!agents['tested']) throw new Error('the agent is not there');
  return agents['tested'];
}

const endingOf = ({ status, message, classification }: TaskFailure): TaskEnding => ({
  ...{ status, build_passed: null, error_message: message, error_classification: classification },
});

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
