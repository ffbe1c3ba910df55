/** Exclusive fleets with steps over real repositories, where a heal helps and a merge waits for a person. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { makeRepository } from '../scenarios/repositories.ts';
import { patienceMs } from '../patience.ts';
import { insist, look } from './fleets.ts';
import type { StageSettings, Stage } from './stage/stage.ts';

/** Clone URLs by the name of the repository. */
export type Remotes = ReadonlyMap<string, string>;

/** Fails at its first attempt and leaves half of its work, which is all that its heal may build on. */
const script = `
case "$(cat)" in
  *'Work only on what is left'*) sleep 0.3; ls half >> both; exit 0 ;;
esac
echo half >> half
echo 'it does not fit' >&2
exit 3`;

export const stepStage: StageSettings = { workers: 1, agents: { builder: script } };

/** Repositories that no other fleet has; each keeps a list of what was pushed to it, and a push to main takes a moment longer. */
export async function freshRepositories(stage: Stage): Promise<Remotes> {
  const remotes = new Map<string, string>();
  const run = randomUUID().slice(0, 8);
  for (const name of [`${run}-a`, `${run}-b`]) {
    const clone_url = await makeRepository(stage.folder, `acme/${name}`, { 'README.md': 'hello\n' });
    const hook = `#!/bin/sh\nwhile read -r line; do\n  echo "$line" >> pushes\n  case "$line" in *refs/heads/main) sleep 0.3 ;; esac\ndone\n`;
    await writeFile(join(clone_url, 'hooks', 'post-receive'), hook, { mode: 0o755 });
    await insist(() => stage.client.putRepo({ params: { owner: 'acme', name }, body: { clone_url } }));
    remotes.set(name, clone_url);
  }
  return remotes;
}

export const stepFleet = (remotes: Remotes, title: string): SubmitRequest => ({
  title,
  targets: [...remotes.keys()].map((name) => `acme/${name}`),
  steps: [
    { name: 'first', workflow_ref: 'shell/run-v1', params: { command: 'sleep 0.2; echo done >> first' } },
    { name: 'build', task_description: 'Build it.', agent: 'builder', expects: ['first', 'half', 'both'] },
    { name: 'merge', workflow_ref: 'coding/merge-v1', gate: 'person' },
  ],
  heal: { max_attempts: 1 },
  exclusive: true,
});

export const targetsOf = (stage: Stage, fleet_id: string): Promise<TargetView[]> =>
  insist(() => stage.client.listTargets({ params: { fleet_id }, query: { limit: 100 } }));

/** @throws Error with what there was instead, when it takes too long */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds());) {
    if (Date.now() > end) throw new Error(`it does not come to ${what}`);
    await sleep(50);
  }
}

export const isAtGate = ({ status, reason, gates }: FleetView): boolean =>
  status === 'PAUSED' && reason?.code === 'merge_ready' && gates === 2;

export const untilAtGate = (stage: Stage, fleetId: string): Promise<void> =>
  until(`the gate of its merge in fleet ${fleetId}`, async () => isAtGate(await look(stage, fleetId)));

/** Opens the gates of these targets, or of all. One whose answer was lost may have opened them: then another one does not fit. */
export async function openGates(stage: Stage, fleet_id: string, paths?: readonly string[]): Promise<void> {
  const params = { fleet_id };
  await until(`a merge after its gate was opened in fleet ${fleet_id}`, async () => {
    const targets = await targetsOf(stage, fleet_id);
    const waiting = targets.filter(({ path, waiting }) => waiting !== null && (paths?.includes(path) ?? true));
    if (waiting.length === 0) return true;
    if (paths) await stage.client.approveTargets({ params, body: { targets: waiting.map(({ path }) => path) } });
    else await stage.client.continueFleet({ params, body: {} });
    return false;
  });
}

export interface Push {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

/** What was pushed, the oldest first. */
export async function pushesTo(remote: string): Promise<readonly Push[]> {
  const list = await readFile(join(remote, 'pushes'), 'utf8').catch(() => '');
  return list
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [before = '', after = '', ref = ''] = line.split(' ');
      return { before, after, ref };
    });
}

/** @throws Error naming a repository that was merged although nobody opened the gate of its target */
export async function insistUnmerged(remotes: Remotes): Promise<void> {
  for (const [name, remote] of remotes) {
    const pushes = await pushesTo(remote);
    if (pushes.some(({ ref }) => ref === 'refs/heads/main')) throw new Error(`${name} was merged before its gate was opened`);
  }
}

export const gitIn = async (remote: string, ...args: string[]): Promise<string> =>
  (await execa('git', ['-C', remote, ...args])).stdout;
