/**
 * Makes the text of a new fleet from one that was submitted before, as far as the API shows it: all of its targets with the settings
 * that it has now. What is not shown cannot be taken over, and is named.
 */
import { stringify } from 'yaml';
import type { FleetView, GroupView, TargetView } from '../../contracts/http/fleet.ts';
import type { GroupInput, SubmitRequest, TargetRequest } from '../../contracts/http/submit.ts';
import { settingsView } from '../../contracts/settings.ts';
import { fleetDefaultWorkflow, reportWorkflow } from '../../contracts/workflows.ts';
import { defaultSettings } from '../../core/settings.ts';

export interface Remade {
  readonly text: string;
  /** Sentences: what was not taken over, or is another way than it was. */
  readonly notes: readonly string[];
}

/** @param targets all of them, by ordinal */
export function remake(fleet: FleetView, targets: readonly TargetView[]): Remade {
  const hasSteps = fleet.steps.length > 0;
  const body: SubmitRequest = {
    title: fleet.title,
    ...workOf(fleet, hasSteps),
    ...treeOf(fleet, targets),
    ...settingsOf(fleet),
    ...filled('teams', fleet.teams),
    ...(hasSteps ? { retry_of: fleet.fleet_id } : {}),
  };
  const head = `# Made from the fleet ${fleet.fleet_id}.\n`;
  return { text: head + stringify(body, { lineWidth: 0 }), notes: notesOf(fleet, targets, hasSteps) };
}

/** A fleet of what failed in another one: all that it does not say is as it was there. */
export const retryText = ({ fleet_id: id, title }: FleetView): string =>
  `# Targets of the fleet ${id} that failed, were lost, or were blocked by them. What is not said here is as it was there.\n${stringify({ title, retry_of: id }, { lineWidth: 0 })}`;

/** The steps of a fleet are not shown, so that a new one gets them with `retry_of`; then their own texts hold. */
function workOf(fleet: FleetView, hasSteps: boolean): Partial<SubmitRequest> {
  const usual = fleet.report === null ? fleetDefaultWorkflow : reportWorkflow;
  return {
    ...(fleet.workflow_ref === usual || hasSteps ? {} : { workflow_ref: fleet.workflow_ref }),
    ...optional('task_description', fleet.task_description),
    ...(Object.keys(fleet.params).length === 0 ? {} : { params: fleet.params }),
    ...optional('agent', fleet.agent),
    ...optional('model', fleet.model),
    ...optional('max_turns', fleet.max_turns),
    ...optional('context', fleet.context),
    ...optional('report', fleet.report),
    ...(fleet.verifiers.length === 0 ? {} : { verifiers: fleet.verifiers }),
    ...(Object.keys(fleet.pull_request).length === 0 ? {} : { pull_request: fleet.pull_request }),
  };
}

const optional = (key: string, value: unknown): object => (value == null ? {} : { [key]: value });

/** Those that differ from the defaults. */
function settingsOf(fleet: FleetView): Partial<SubmitRequest> {
  const usual: Readonly<Record<string, unknown>> = settingsView(defaultSettings);
  const shown: Readonly<Record<string, unknown>> = { ...fleet };
  const differing = Object.keys(usual).filter(
    (key) => key !== 'title' && shown[key] !== undefined && !same(shown[key] ?? false, usual[key] ?? false),
  );
  const given = Object.fromEntries(differing.map((key) => [key, withoutUsual(shown[key], usual[key])]));
  return { ...given, ...(fleet.require_approval ? { require_approval: true } : {}) };
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Of an object the entries that differ; null where it is another setting than one that is left out. */
function withoutUsual(shown: unknown, usual: unknown): unknown {
  if (shown == null) return null;
  if (!isRecord(shown) || !isRecord(usual)) return shown;
  return Object.fromEntries(Object.entries(shown).filter(([key, value]) => !same(value, usual[key])));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function treeOf({ groups }: FleetView, targets: readonly TargetView[]): Pick<SubmitRequest, 'targets' | 'groups'> {
  const byGroup = Map.groupBy(targets, ({ group, path, repos }) => (repos === null ? group : path));
  const inside = (group: string): TargetRequest[] => (byGroup.get(group) ?? []).flatMap(requestsOf);
  const inTree = (group: GroupView): GroupInput => ({
    name: group.path.slice(group.path.lastIndexOf('/') + 1),
    ...(group.max_concurrency === null ? {} : { max_concurrency: group.max_concurrency }),
    ...(group.approval === null ? {} : { approval: 'required' as const }),
    ...(group.sandbox === null ? {} : { sandbox: group.sandbox }),
    ...filled('targets', inside(group.path)),
    ...filled('groups', group.groups.map(inTree)),
  });
  const named = groups.filter(({ path }) => path !== 'default').map(inTree);
  return { ...filled('targets', inside('default')), ...filled('groups', named) };
}

const filled = (key: string, list: readonly unknown[]): object => (list.length === 0 ? {} : { [key]: list });

/** A repository that needs no more than its name is written as a text. */
function requestsOf({ repo, repos, id, vars, depends_on: needs }: TargetView): TargetRequest[] {
  if (repos !== null) return repos.map(({ repo: name, folder }) => (nameOf(name) === folder ? name : { repo: name, id: folder }));
  const more = {
    ...(nameOf(repo) === id ? {} : { id }),
    ...(Object.keys(vars).length === 0 ? {} : { vars }),
    ...filled(
      'depends_on',
      needs.map(({ path, optional: isOptional }) => (isOptional ? { path: `/${path}`, optional: true } : `/${path}`)),
    ),
  };
  return [Object.keys(more).length === 0 ? repo : { repo, ...more }];
}

const nameOf = (repo: string): string => repo.slice(repo.indexOf('/') + 1);

function notesOf(fleet: FleetView, targets: readonly TargetView[], hasSteps: boolean): string[] {
  const isOrdered = targets.some(({ depends_on: needs }) => needs.length > 0);
  const names = fleet.steps.map(({ name }) => name).join(', ');
  return [
    'What single targets were given besides their variables is not shown by the API, and not taken over: descriptions, limits, verifiers, issues and pull requests of their own, and on whose branch they work (base).',
    ...(hasSteps
      ? [
          `Its steps (${names}) are not shown either: the new fleet has them from the old one, by retry_of. Settings that you take away are those of the old one too.`,
        ]
      : []),
    ...(fleet.selector === null ? [] : ['Its selector is not taken over: the repositories that it chose are named.']),
    ...(isOrdered ? ['What a group depended on is written at each of its targets.'] : []),
    ...(fleet.skipped.length === 0 ? [] : [`${fleet.skipped.length} repositories were skipped then, and are not named.`]),
  ];
}
