/**
 * `node test/agents/record.ts [NAME…]`: writes anew what the real programs print in each scenario of recordings.ts, into
 * `test/worker/agent/recorded/<preset>/<version>/`. The tests of the presets read these files.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Session } from '../../worker/agent/preset.ts';
import { presets } from '../../worker/agent/presets.ts';
import { say } from '../stack/say.ts';
import { installAgents, type InstalledAgent } from './install-agents.ts';
import { startScriptedModel } from './model/scripted-model.ts';
import { normaliser } from './normalise.ts';
import { recordings, type Recording } from './recordings.ts';
import { runOnce } from './run-once.ts';
import { startOf } from './start-of.ts';

const recorded = join(import.meta.dirname, '../worker/agent/recorded');
const asked = process.argv.slice(2);
/** codex makes no sandbox if its home lies in a folder for temporary files. */
const folder = mkdtempSync(join(homedir(), '.bgagent-record-'));
const model = await startScriptedModel(join(folder, 'requests.jsonl'));

async function recordAll(agent: InstalledAgent): Promise<void> {
  const out = join(recorded, agent.name, agent.version);
  mkdirSync(out, { recursive: true });
  const home = join(folder, agent.name);
  mkdirSync(home);
  let session: Session | undefined;
  const ofAgent = recordings.filter(({ of }) => of === undefined || of === agent.name);
  // A session that is resumed must be there.
  const isWanted = ({ name }: Recording) => asked.length === 0 || asked.includes(name) || name === 'before-resume';
  for (const recording of ofAgent.filter(isWanted)) session = (await record(agent, recording, { out, home, session })) ?? session;
}

interface Where {
  readonly out: string;
  readonly home: string;
  readonly session: Session | undefined;
}

/** @returns the session that the program named */
async function record(agent: InstalledAgent, recording: Recording, { out, home, session }: Where): Promise<Session | undefined> {
  const repo = mkdtempSync(join(folder, 'repo-'));
  await execa('git', ['init', '--quiet', '--initial-branch=main', repo]);
  const scratch = mkdtempSync(join(folder, 'scratch-'));
  const { argv, env, ask } = startOf(agent, recording, { origin: model.origin, home, session, scratch });
  const { endAfter, waits } = recording;
  const isSo = (text: string): boolean => endAfter?.test(text) ?? false;
  const endWhen = endAfter ? { endWhen: { isSo, afterMs: waits ? 1_000 : 0 } } : {};
  const end = await runOnce({ argv, env, cwd: repo, stdin: recording.prompt, timeoutMs: 300_000, ...endWhen });
  const folders = {
    '/sandbox/repo': repo,
    '/sandbox/home': home,
    '/sandbox/scratch': scratch,
    [agent.name]: agent.program,
    '/sandbox/tmp': tmpdir(),
  };
  const normalise = normaliser({ folders });
  const { exitCode, stdout, stderr } = end;
  const content = { argv: argv.map(normalise), exitCode, stdout: normalise(stdout), stderr: normalise(stderr) };
  writeFileSync(join(out, `${recording.name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  say(
    `${agent.name} ${recording.name}: exit code ${exitCode ?? 'none'}, ${end.seconds.toFixed(1)} s, ${stdout.length} characters`,
  );
  const { sessionId, used } = presets[agent.name].read(end, ask);
  return sessionId === null ? undefined : { id: sessionId, used };
}

try {
  for (const agent of await installAgents()) await recordAll(agent);
} finally {
  await model.stop();
  rmSync(folder, { recursive: true, force: true });
}
