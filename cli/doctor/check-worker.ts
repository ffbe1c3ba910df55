/** Checks that the programs and variables named in worker.yaml are there. */
import which from 'which';
import type { WorkerConfig } from '../../contracts/worker-config.ts';
import { broken, type Finding, ok, warning } from './finding.ts';

export function checkWorker(config: WorkerConfig): Finding[] {
  const agents = Object.entries(config.agents).map(([name, agent]) =>
    checkAgent(name, 'preset' in agent ? (agent.program ?? agent.preset) : (agent.command[0] ?? '')),
  );
  return [...(agents.length > 0 ? agents : [noAgent]), ...checkDefault(config), ...config.forges.map(checkForge)];
}

const noAgent = warning(
  'agents',
  'no agent is configured, so coding workflows fail; shell/run-v1 works',
  'Name one in worker.yaml: agents: {name: {command: [program, argument]}}, default_agent: name.',
);

function checkAgent(name: string, program: string): Finding {
  const check = `agent ${name}`;
  const found = which.sync(program, { nothrow: true });
  return found === null
    ? broken(check, `${program} is not on the PATH`, `Install it, or correct agents.${name}.command in worker.yaml.`)
    : ok(check, found);
}

function checkDefault({ agents, default_agent: name }: WorkerConfig): Finding[] {
  if (name === undefined || agents[name]) return [];
  return [
    broken(
      'default_agent',
      `there is no agent "${name}"; agents: ${Object.keys(agents).join(', ') || 'none'}`,
      'Correct default_agent in worker.yaml.',
    ),
  ];
}

function checkForge({ host, token_env: variable }: WorkerConfig['forges'][number]): Finding {
  const check = `forge ${host}`;
  if (process.env[variable]) return ok(check, `${variable} is set`);
  return broken(
    check,
    `${variable} is not set, so no pull request can be opened`,
    `Set ${variable} to a token of ${host} where the worker runs.`,
  );
}
