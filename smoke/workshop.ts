/**
 * The repositories of the test, and who works on them: the workers of the stage on repositories that the person names, or a worker on this
 * machine with an agent that costs nothing, which writes a line into each of three folders here.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Stage } from './stage.ts';

export interface Workshop {
  /** Names of the repositories. */
  readonly repositories: readonly string[];
  /** Where they are cloned from; undefined: they are onboarded already. */
  readonly cloneUrls: ReadonlyMap<string, string> | undefined;
  /** Branches that were pushed to a repository besides the first one; undefined: nobody here can tell. */
  readonly branches: ((repo: string) => Promise<readonly string[]>) | undefined;
  close(): Promise<void>;
}

/** @param repositories are onboarded, and the workers of the stage reach them */
export const workersOfStage = (repositories: readonly string[]): Workshop => ({
  repositories,
  cloneUrls: undefined,
  branches: undefined,
  close: () => Promise.resolve(),
});

/** What the description of a task says for the agent to take long. */
export const slowWork = 'Wait for ten minutes.';

/** Reads the description on its standard input. Ordinary work takes long enough for the fleet to be paused in the middle. */
const agent = `
const { readFileSync, writeFileSync } = require('node:fs');
const text = readFileSync(0, 'utf8');
if (text.includes(${JSON.stringify(slowWork)})) setTimeout(() => {}, 600000);
else setTimeout(() => writeFileSync('smoke.txt', new Date().toISOString() + '\\n'), 8000);
`;

const gitEnvironment = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };

/** @param id part of the repositories' names, so that two runs never share one */
export async function startStandIn(stage: Stage, id: string): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-smoke-'));
  const made = await Promise.all(
    ['one', 'two', 'three'].map(async (name) => [`smoke-${id}/${name}`, `file://${await makeRepository(folder, name)}`] as const),
  );
  const config = await writeConfig(folder);
  const worker = startWorker(stage, folder, config);
  return {
    repositories: made.map(([repo]) => repo),
    cloneUrls: new Map(made),
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
