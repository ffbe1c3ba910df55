/**
 * A worker on this machine with an agent that costs nothing: it writes a line into each of three repositories, which are folders here. It
 * takes the place of the stage's own workers, which may not be there yet.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Stage } from './stage.ts';

export interface StandIn {
  /** Names of the repositories, and where they are cloned from. */
  readonly repositories: readonly { readonly repo: string; readonly cloneUrl: string }[];
  /** Branches that were pushed to a repository besides the first one. */
  branches(repo: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What the description of a task says for the agent to take long. */
export const slowWork = 'Wait for ten minutes.';

/** Reads the description on its standard input. */
const agent = `
const { readFileSync, writeFileSync } = require('node:fs');
const text = readFileSync(0, 'utf8');
if (text.includes(${JSON.stringify(slowWork)})) setTimeout(() => {}, 600000);
else writeFileSync('smoke.txt', new Date().toISOString() + '\\n');
`;

const gitEnvironment = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };

/** @param id part of the repositories' names, so that two runs never share one */
export async function startStandIn(stage: Stage, id: string): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-smoke-'));
  const repositories = await Promise.all(
    ['one', 'two', 'three'].map(async (name) => ({
      repo: `smoke-${id}/${name}`,
      cloneUrl: `file://${await makeRepository(folder, name)}`,
    })),
  );
  const config = await writeConfig(folder);
  const worker = startWorker(stage, folder, config);
  return {
    repositories,
    async branches(repo) {
      const bare = join(folder, `${repo.split('/')[1] ?? ''}.git`);
      const { stdout } = await execa('git', ['-C', bare, 'for-each-ref', '--format=%(refname:short)', 'refs/heads']);
      return stdout.split('\n').filter((each) => each !== '' && each !== 'main');
    },
    async close() {
      worker.kill('SIGTERM');
      await worker;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeRepository(folder: string, name: string): Promise<string> {
  const bare = join(folder, `${name}.git`);
  const first = join(folder, `${name}-first`);
  const git = (...args: readonly string[]) => execa('git', args, { env: gitEnvironment });
  await git('init', '--quiet', '--bare', '--initial-branch=main', bare);
  await git('init', '--quiet', '--initial-branch=main', first);
  await writeFile(join(first, 'README.md'), `# ${name}\n`);
  await git('-C', first, 'add', '.');
  await git('-C', first, '-c', 'user.name=Smoke', '-c', 'user.email=smoke@example.com', 'commit', '--quiet', '-m', 'Begin');
  await git('-C', first, 'push', '--quiet', bare, 'main');
  return bare;
}

/** @returns the path of worker.yaml */
async function writeConfig(folder: string): Promise<string> {
  const program = join(folder, 'agent.cjs');
  const config = join(folder, 'worker.yaml');
  await mkdir(join(folder, 'config'));
  await writeFile(program, agent);
  // No sandbox: the agent is the one above, and its repositories are in the folder for temporary files.
  const settings = { sandbox: 'none', agents: { smoke: { command: [process.execPath, program] } }, default_agent: 'smoke' };
  await writeFile(config, JSON.stringify(settings));
  return config;
}

const startWorker = (stage: Stage, folder: string, config: string) =>
  execa(process.execPath, [join(import.meta.dirname, '../worker/main.ts'), '--config', config], {
    env: { ...workerEnvironment(stage), BGAGENT_CONFIG_DIR: join(folder, 'config') },
    stdin: 'ignore',
    stdout: { file: join(folder, 'worker.log') },
    stderr: { file: join(folder, 'worker.log') },
    reject: false,
  });

const workerEnvironment = ({ output }: Stage): Record<string, string> => ({
  TASK_TABLE: output('TaskTableName'),
  TASK_EVENTS_TABLE: output('TaskEventsTableName'),
  REPO_TABLE: output('RepoTableName'),
  TASK_QUEUE_URL: output('TaskQueueUrl'),
  BUS_NAME: output('BusName'),
  DURATIONS: output('WorkerDurations'),
  FORGES: output('ForgeLimits'),
  ALLOW_DIRECT_MERGE: output('DirectMerge'),
});
