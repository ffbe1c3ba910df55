/** Checks which walls a worker on this machine puts around the commands of its tasks, and whether the kernel can end all their processes. */
import type { WorkerConfig } from '../../contracts/worker-config.ts';
import { chooseWalls, type ChosenWalls } from '../../worker/sandbox/walls/choose-walls.ts';
import { UnusableWalls } from '../../worker/sandbox/walls/unusable-walls.ts';
import { broken, type Finding, ok, warning } from './finding.ts';

const check = 'sandbox';
const readsAll = 'commands read what the worker can read, and reach the whole network';

export async function checkSandbox(config: WorkerConfig): Promise<Finding[]> {
  const settings = {
    config,
    environment: process.env,
    dir: undefined,
    sandboxRoot: undefined,
    closedPorts: () => new Set<number>(),
  };
  try {
    const chosen = await chooseWalls(settings);
    chosen.walls.close();
    return [sandboxOf(chosen), processesOf(chosen)];
  } catch (error) {
    if (!(error instanceof UnusableWalls)) throw error;
    return [error, ...error.others].map(({ path, message }) => {
      const setting = path.join('.');
      return broken(check, `${setting}: ${message}`, `Repair that, or change ${setting} in worker.yaml.`);
    });
  }
}

const reach: Record<ChosenWalls['network'], string> = {
  off: 'nothing but the model of the agent is reached',
  list: 'the hosts of allow_hosts are reached',
  on: 'public hosts are reached',
};

function sandboxOf({ walls, network, whyNone }: ChosenWalls): Finding {
  if (walls.kind === 'bubblewrap') {
    return ok(check, `bubblewrap, network: ${network}: ${reach[network]}, through the proxy of the worker`);
  }
  if (walls.kind === 'runner') {
    return ok(check, 'runner: commands run in another container, whose network is that of its task');
  }
  if (whyNone !== undefined) return warning(check, `none: ${readsAll}`, whyNone);
  return warning(check, `none, as worker.yaml says: ${readsAll}`, 'If that matters, take sandbox: none out of worker.yaml.');
}

function processesOf({ walls }: ChosenWalls): Finding {
  if (walls.endsProcesses) {
    return ok('processes', 'commands run in a process namespace, so every process that they start ends with them');
  }
  return warning(
    'processes',
    'commands run without a process namespace: a process that changes its session, folder and variables may outlive its task',
    'If that matters, run the worker in a sandbox, or as root on Linux.',
  );
}
