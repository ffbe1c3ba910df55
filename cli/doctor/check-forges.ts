/** Checks that the variables named in worker.yaml for forges are there. */
import { kindOfForge, type WorkerConfig } from '../../contracts/worker-config.ts';
import { broken, type Finding, ok } from './finding.ts';

export const checkForges = ({ forges }: WorkerConfig): Finding[] => forges.map(checkForge);

function checkForge(forge: WorkerConfig['forges'][number]): Finding {
  const { host, token_env: variable } = forge;
  const check = `forge ${host}`;
  if (process.env[variable]) return ok(check, `${variable} is set; its API is that of ${kindOfForge(forge)}`);
  return broken(
    check,
    `${variable} is not set, so no pull request can be opened`,
    `Set ${variable} to a token of ${host} where the worker runs.`,
  );
}
