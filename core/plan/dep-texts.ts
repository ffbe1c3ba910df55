/**
 * Finds the dependencies whose results the texts and values of targets name, or says which placeholder stands for nothing
 * (semantics 15).
 * Invariant: a placeholder that is accepted means one target, on which the target that uses it depends.
 * Example: `Use {{deps.lib.branch}}` for app, which depends on lib → app passes {lib → the ordinal of lib}.
 */
import { at } from '../ledger/ordinals.ts';
import { plural } from '../text/plural.ts';
import { shorten } from '../text/shorten.ts';
import { shortenPath } from '../text/shorten-path.ts';
import { depNamesIn, readingsOf, type DepPlaceholder } from './dep-placeholders.ts';
import type { DirectDependencies } from './direct-dependencies.ts';
import type { NamedTarget, PlanProblem, PlanSpec, TargetEntry } from './plan-spec.ts';
import type { Resolver } from './resolve.ts';
import type { Walk } from './walk-tree.ts';

export interface Passes {
  /** By ordinal: what a target uses, by the path as it is written. A target that uses nothing is left out. */
  readonly passes: ReadonlyMap<number, ReadonlyMap<string, number>>;
  readonly problems: readonly PlanProblem[];
}

interface Means {
  readonly walk: Walk;
  readonly resolver: Resolver;
  readonly direct: DirectDependencies;
}

/** The placeholders of dependencies in one text or value. */
interface Use {
  /** JSON Pointer. */
  readonly path: string;
  readonly names: readonly string[];
}

/** A placeholder that stands for nothing, for so many targets; `why` is about the first of them. */
interface Failure {
  readonly path: string;
  readonly name: string;
  readonly target: string;
  readonly why: string;
  targets: number;
}

/** Ends with one more problem than an answer tells. A problem of the fleet's own text is listed once. */
export function checkDepTexts(means: Means): Passes {
  const { spec, targets } = means.walk;
  const ofFleet = usesOfFleet(spec);
  const passes = new Map<number, ReadonlyMap<string, number>>();
  const failures = new Map<string, Failure>();
  for (const target of targets) {
    const used = new Map<string, number>();
    for (const use of usesOf(target, ofFleet)) checkUse(means, { target, use, used, failures });
    if (used.size > 0) passes.set(target.ordinal, used);
    if (failures.size > spec.mostProblems) break;
  }
  return { passes, problems: [...misplaced(spec), ...[...failures.values()].map(problemOf)] };
}

interface FleetUses {
  readonly description: readonly Use[];
  readonly params: readonly Use[];
  /** Descriptions of steps. */
  readonly steps: readonly Use[];
}

function usesOfFleet({ workflow, taskDescription, params, steps = [] }: PlanSpec): FleetUses {
  return {
    description: useOf('/task_description', taskDescription),
    params: [
      ...usesOfValues('/params', withoutCommand(params, steps.length === 0 ? [workflow] : steps.map((step) => step.workflow))),
      ...steps.flatMap((step) => usesOfValues(`${step.pointer}/params`, withoutCommand(step.ownParams, [step.workflow]))),
    ],
    steps: steps.flatMap((step) => useOf(step.describedAt, step.taskDescription)),
  };
}

/** A command is never templated. */
const withoutCommand = (params: PlanSpec['params'], workflows: readonly PlanSpec['workflow'][]): TargetEntry['vars'] =>
  Object.fromEntries(Object.entries(params).filter(([key]) => key !== 'command' || !workflows.some(({ shell }) => shell)));

const useOf = (path: string, text: string | null): Use[] => {
  const names = text?.includes('{{') === true ? depNamesIn(text) : [];
  return names.length > 0 ? [{ path, names }] : [];
};

const usesOfValues = (path: string, values: TargetEntry['vars']): Use[] =>
  Object.entries(values).flatMap(([key, value]) => (typeof value === 'string' ? useOf(`${path}/${key}`, value) : []));

function usesOf({ entry, pointer }: NamedTarget, { description, params, steps }: FleetUses): Use[] {
  const own = entry.taskDescription === null ? description : useOf(`${pointer}/task_description`, entry.taskDescription);
  return [...own, ...steps, ...params, ...usesOfValues(`${pointer}/vars`, entry.vars)];
}

interface Check {
  readonly target: NamedTarget;
  readonly use: Use;
  readonly used: Map<string, number>;
  readonly failures: Map<string, Failure>;
}

function checkUse(means: Means, { target, use, used, failures }: Check): void {
  for (const name of use.names) {
    const meant = meaningOf(means, target, name);
    if ('ordinal' in meant) used.set(meant.path, meant.ordinal);
    else if (meant.why !== null) fail(failures, { path: use.path, name, target: target.path, why: meant.why, targets: 1 });
  }
}

function fail(failures: Map<string, Failure>, failure: Failure): void {
  const key = `${failure.path} ${failure.name}`;
  const before = failures.get(key);
  if (before) before.targets += 1;
  else failures.set(key, failure);
}

/** `why`: a sentence; null: a problem of its own says it. */
type Meant = { readonly path: string; readonly ordinal: number } | { readonly isUnknown: boolean; readonly why: string | null };

const fields = 'pr_url, branch, outcome or result.KEY';

/** The first reading that fits; else what is wrong with the first one that names something, or with the first one. */
function meaningOf(means: Means, target: NamedTarget, name: string): Meant {
  const meant = readingsOf(name).map((reading) => meaningOfReading(means, target, reading));
  const fits = meant.find((each) => 'ordinal' in each);
  const wrong = meant.find((each) => 'why' in each && !each.isUnknown);
  return (
    fits ?? wrong ?? meant[0] ?? { isUnknown: true, why: `A dependency has ${fields}: write {{deps.PATH.branch}}, for example.` }
  );
}

function meaningOfReading({ walk, resolver, direct }: Means, target: NamedTarget, { path }: DepPlaceholder): Meant {
  const found = resolver.find(at(walk.scopes, target.ordinal), path);
  switch (found.kind) {
    case 'unknown':
      return { isUnknown: true, why: resolver.sayUnknown(path, found.paths) };
    case 'absent':
      return { isUnknown: false, why: found.why && `"${shorten(path)}" is not in the fleet: ${found.why}.` };
    case 'group':
      return { isUnknown: false, why: `"${shorten(path)}" is a group: write the path of one of its targets.` };
    case 'target':
      if (direct.depends(target.ordinal, found.ordinal)) return { path, ordinal: found.ordinal };
      return { isUnknown: false, why: notADependency(target, at(walk.targets, found.ordinal)) };
  }
}

function notADependency(target: NamedTarget, other: NamedTarget): string {
  const own = shortenPath(target.path);
  return target === other
    ? `${own} cannot use its own result.`
    : `${own} does not depend on ${shortenPath(other.path)}: add it to depends_on.`;
}

function problemOf({ path, name, target, why, targets }: Failure): PlanProblem {
  const others = targets > 1 ? ` and ${plural(targets - 1, 'other target')}` : '';
  const message = `{{${shorten(name)}}} stands for nothing for ${shortenPath(target)}${others}. ${why}`;
  return { path, code: 'UNKNOWN_PLACEHOLDER', message };
}

/** Placeholders where none may stand. Other text that looks like one, such as a template in a command, is no placeholder. */
function misplaced({ pullRequest: { title, body }, workflow, params }: PlanSpec): PlanProblem[] {
  const command = workflow.shell && typeof params['command'] === 'string' ? params['command'] : null;
  const where = 'task_description, params and vars';
  return [
    ...refused('/pull_request/title', title, `It may stand in ${where}.`),
    ...refused('/pull_request/body', body, `It may stand in ${where}.`),
    ...refused('/params/command', command, 'A command is never templated: put it into vars, and read $BGAGENT_VAR_KEY.'),
  ];
}

const refused = (path: string, text: string | null, what: string): PlanProblem[] =>
  depNamesIn(text ?? '')
    .filter((name) => readingsOf(name).length > 0)
    .map((name) => ({ path, code: 'UNKNOWN_PLACEHOLDER', message: `{{${shorten(name)}}} cannot stand here. ${what}` }));
