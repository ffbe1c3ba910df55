/** Runs every check of `bgagent doctor`. A broken check does not stop the others. */
import { existsSync } from 'node:fs';
import { workerConfig } from '../../contracts/worker-config.ts';
import { CliError } from '../cli-error.ts';
import { configPath } from '../config/config-folder.ts';
import { credentialsFile, storedCredential } from '../config/credentials.ts';
import { readConfigFile } from '../config/read-config-file.ts';
import { readSettings, settingsFile } from '../config/settings.ts';
import { checkAgents } from './check-agents.ts';
import { checkApi } from './check-api.ts';
import { checkGit, checkGitUser } from './check-git.ts';
import { checkSandbox } from './check-sandbox.ts';
import { checkForges } from './check-forges.ts';
import { broken, type Finding, ok } from './finding.ts';

const neededNode = 24;

export async function examine(): Promise<Finding[]> {
  const worker = await read(
    'worker.yaml',
    async () => (await readConfigFile(configPath('worker.yaml'), workerConfig)) ?? workerConfig.parse({}),
  );
  const settings = await read(settingsFile, readSettings);
  const credentials = await read(credentialsFile, async () => await storedCredential(''));
  const git = worker.value?.git ?? {};
  const files = [settings.finding, credentials.finding, worker.finding];
  const readable = settings.finding.state === 'ok' && credentials.finding.state === 'ok';
  return [
    checkNode(),
    await checkGit(),
    await checkGitUser(git),
    ...files,
    ...(readable ? await checkApi() : []),
    ...(worker.value ? [...(await checkAgents(worker.value)), ...checkForges(worker.value)] : []),
    ...(worker.value ? await checkSandbox(worker.value) : []),
  ];
}

function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const mend = `Run npm ci in the clone: it brings Node.js ${neededNode}.`;
  return major >= neededNode ? ok('node', process.version) : broken('node', `${process.version} is too old`, mend);
}

interface Reading<T> {
  readonly finding: Finding;
  readonly value?: T;
}

/** Checks a file of the config folder; a missing file is fine. */
async function read<T>(name: string, reading: () => Promise<T>): Promise<Reading<T>> {
  try {
    const value = await reading();
    return { value, finding: ok(name, existsSync(configPath(name)) ? configPath(name) : `${configPath(name)} is absent`) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return {
      finding: broken(
        name,
        [error.message.replace(/\. Correct .*$/, ''), ...error.details].join('\n'),
        'Correct the file, or remove it.',
      ),
    };
  }
}
