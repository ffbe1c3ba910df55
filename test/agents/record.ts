/**
 * `node test/agents/record.ts [NAME…]`: writes anew what the real programs print in each scenario of recordings.ts, into
 * `test/worker/agent/recorded/<preset>/<version>/`. The tests of the presets read these files.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { say } from '../stack/say.ts';
import { startOf } from './arguments.ts';
import { agentNames, installAgent, type InstalledAgent } from './install-agents.ts';
import { startScriptedModel } from './model/scripted-model.ts';
import { normaliser } from './normalise.ts';
import { recordings, type Recording } from './recordings.ts';
import { runOnce } from './run-once.ts';

const recorded = join(import.meta.dirname, '../worker/agent/recorded');
const asked = process.argv.slice(2);
/** codex makes no sandbox if its home lies in the system's folder for temporary files. */
const folder = mkdtempSync(join(homedir(), '.bgagent-record-'));
const model = await startScriptedModel(join(folder, 'requests.jsonl'));

async function recordAll(agent: InstalledAgent): Promise<void> {
  const out = join(recorded, agent.name, agent.version);
  mkdirSync(out, { recursive: true });
  const home = join(folder, agent.name);
  mkdirSync(home);
  let session: string | undefined;
  const ofAgent = recordings.filter(({ of }) => of === undefined || of === agent.name);
  // A session that is resumed must be there.
  const isWanted = ({ name }: Recording) => asked.length === 0 || asked.includes(name) || name === 'before-resume';
  for (const recording of ofAgent.filter(isWanted)) session = (await record(agent, recording, { out, home, session })) ?? session;
}

interface Where {
  readonly out: string;
  readonly home: string;
  readonly session: string | undefined;
}

/** @returns the session that the program named */
async function record(agent: InstalledAgent, recording: Recording, { out, home, session }: Where): Promise<string | undefined> {
  const repo = mkdtempSync(join(folder, 'repo-'));
  await execa('git', ['init', '--quiet', '--initial-branch=main', repo]);
  const origin = recording.unreachable ? 'http://127.0.0.1:1' : model.origin;
  const start = startOf(agent, recording, { origin, home, repo, session, scratch: folder });
  const end = await runOnce({ ...start, cwd: repo, stdin: recording.prompt, timeoutMs: 300_000 });
  const folders = {
    '/work/repo': repo,
    '/work/home': home,
    '/work/scratch': folder,
    [agent.name]: agent.program,
    '/work/tmp': tmpdir(),
  };
  const normalise = normaliser({ folders });
  const { exitCode, stdout, stderr } = end;
  const content = { argv: start.argv.map(normalise), exitCode, stdout: normalise(stdout), stderr: normalise(stderr) };
  writeFileSync(join(out, `${recording.name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  say(
    `${agent.name} ${recording.name}: exit code ${exitCode ?? 'none'}, ${end.seconds.toFixed(1)} s, ${stdout.length} characters`,
  );
  return /"(?:session_id|thread_id)":"(?<id>[^"]+)"/.exec(stdout)?.groups?.['id'];
}

try {
  for (const name of agentNames) await recordAll(await installAgent(name));
} finally {
  await model.stop();
  rmSync(folder, { recursive: true, force: true });
}
