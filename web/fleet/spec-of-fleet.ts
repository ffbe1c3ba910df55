/** The settings of a fleet as a document: what it was submitted with, as the API shows it. What is not set is left out. */
import type { FleetView, GroupView } from '../../contracts/http/fleet.ts';
import { isPlainList } from '../../core/picture/parts.ts';

export function specOf(fleet: FleetView): object {
  const { title, workflow_ref, task_description, params, agent, model, max_turns, verifiers, pull_request, context, report } =
    fleet;
  return withoutEmpty({
    ...{ title, workflow_ref, task_description, params, agent, model, max_turns, timeout_s: fleet.timeout_s },
    ...{ verifiers, pull_request, context, report },
    selector: fleet.selector,
    preset: fleet.preset,
    steps: fleet.steps.map(({ name }) => name),
    groups: isPlainList(fleet.groups) ? [] : fleet.groups.map(groupOf),
    ...{ max_concurrency: fleet.max_concurrency, max_concurrent_groups: fleet.max_concurrent_groups },
    ...{ launches_per_minute: fleet.launches_per_minute, ramp: fleet.ramp, canary: fleet.canary },
    ...{ require_approval: fleet.require_approval, failure: fleet.failure, auto_retry: fleet.auto_retry },
    ...{ budget: fleet.budget, heal: fleet.heal, pause_between: fleet.pause_between, publish: fleet.publish },
    ...{ exclusive: fleet.exclusive, labels: fleet.labels, teams: fleet.teams, notify: fleet.notify },
  });
}

const groupOf = ({ path, from, to, max_concurrency, approval, sandbox, groups }: GroupView): object =>
  withoutEmpty({ path, targets: to - from, max_concurrency, approval, sandbox, groups: groups.map(groupOf) });

const withoutEmpty = (values: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));

const isEmpty = (value: unknown): boolean => value == null || (typeof value === 'object' && Object.keys(value).length === 0);
