/** Finds a forge by its host: in worker.yaml, else github.com with the variables of its own tools. */
import { addressOfForge, type ForgeAddress, workerConfig } from '../../contracts/worker-config.ts';
import { CliError, usageError } from '../cli-error.ts';
import { configPath } from '../config/config-folder.ts';
import { exitCodes } from '../exit-code.ts';
import { readConfigFile } from '../config/read-config-file.ts';

/** The first that is set is taken; where none is, the first is the one to set. */
const variablesOfGithub = ['GITHUB_TOKEN', 'GH_TOKEN'] as const;

/** @throws CliError for a text that is no host, a host that is not known, or a worker.yaml that cannot be read */
export async function forgeOfHost(text: string, environment: NodeJS.ProcessEnv = process.env): Promise<ForgeAddress> {
  const host = text.toLowerCase();
  if (!/^[^\s/@]+$/.test(host)) {
    throw usageError(`--forge must be a host, such as github.com or git.acme.example, not "${text}".`);
  }
  const file = configPath('worker.yaml');
  const { forges = [] } = (await readConfigFile(file, workerConfig)) ?? {};
  const named = forges.find((forge) => forge.host.toLowerCase() === host);
  if (named) return addressOfForge(named, environment);
  if (host !== 'github.com') throw unknownForge(host, { file, known: forges.map((forge) => forge.host) });
  const token_env = variablesOfGithub.find((name) => environment[name]) ?? variablesOfGithub[0];
  return addressOfForge({ host, token_env }, environment);
}

function unknownForge(host: string, { file, known }: { readonly file: string; readonly known: readonly string[] }): CliError {
  const named = known.length === 0 ? 'names no forge' : `names only: ${known.join(', ')}`;
  return new CliError(`${host} is not known: ${file} ${named}. Add it there:`, exitCodes.usage, [
    'forges:',
    `  - host: ${host}`,
    '    token_env: NAME_OF_THE_VARIABLE_WITH_ITS_TOKEN',
    '    kind: gitea          # for Gitea and Forgejo; github is the default',
  ]);
}
