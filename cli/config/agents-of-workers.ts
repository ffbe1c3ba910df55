/**
 * The agents in the worker.yaml that the workers of `bgagent local` read at their start, as the runtime's API is told them. With them it
 * refuses a fleet that asks for another agent before anything starts.
 */
import { knownAgents, type KnownAgents } from '../../contracts/known-agents.ts';
import { modelsOf, workerConfig } from '../../contracts/worker-config.ts';
import { configPath } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

/** Undefined: not known. Of a file that cannot be read, the worker says why when it starts. */
export async function agentsOfWorkers(): Promise<KnownAgents | undefined> {
  const config = await readConfigFile(configPath('worker.yaml'), workerConfig).catch(() => 'unreadable' as const);
  if (config === 'unreadable') return undefined;
  const named = Object.entries(config?.agents ?? {}).map(([name, agent]) => [name, modelsOf(agent)]);
  return knownAgents.safeParse(Object.fromEntries(named)).data;
}
