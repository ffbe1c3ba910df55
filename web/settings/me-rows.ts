/** What the service says of its agents and limits, in words. */
import type { MeView } from '../../contracts/http/service-operations.ts';

interface Row {
  readonly name: string;
  readonly value: string;
}

/** Of each agent the models that may be asked for. */
export function agentRows({ agents }: Pick<MeView, 'agents'>): readonly Row[] {
  if (agents === null) return [{ name: 'Agents', value: 'Not known here: the worker that takes a task has them.' }];
  const rows = Object.entries(agents).map(([name, models]) => ({ name, value: modelWords(models) }));
  return rows.length === 0 ? [{ name: 'Agents', value: 'None is set up. Name one in worker.yaml.' }] : rows;
}

function modelWords(models: readonly string[] | null): string {
  if (models === null) return 'any model';
  return models.length === 0 ? 'takes no model' : models.join(', ');
}

export function limitRows({ limits, allow_shell, caller_verifiers }: MeView): readonly Row[] {
  const number = (count: number) => count.toLocaleString('en');
  return [
    { name: 'Targets of one fleet', value: number(limits.targets) },
    { name: 'Targets of an exclusive fleet', value: number(limits.exclusive_targets) },
    { name: 'Tasks of yours at the same time', value: limits.user_task_cap === 0 ? 'no limit' : number(limits.user_task_cap) },
    { name: 'Commands instead of an agent', value: allow_shell ? 'allowed' : 'not allowed' },
    { name: 'Verifiers in a submit', value: caller_verifiers ? 'allowed' : 'not allowed' },
  ];
}
