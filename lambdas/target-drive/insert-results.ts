/**
 * Inserts what dependencies have made into params and vars, and gives the values for the templates. A value is inserted as text and
 * never looked at again. In a description it stands between marks, so that an agent can tell it from what a person asked.
 * Example: vars {note: 'See {{deps.lib.pr_url}}'} → the variable 'See https://…/1', and in a description
 * 'See <output-of-target path="lib">https://…/1</output-of-target>'.
 */
import { depNamesIn, readingsOf, renderDeps, type DepPlaceholder } from '../../core/plan/dep-placeholders.ts';
import { markedOutput } from '../../core/text/output-marks.ts';
import type { ValueMap } from '../../contracts/fields.ts';
import type { FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import { findWorkflow } from '../../contracts/workflows.ts';
import type { DependencyResult, DependencyResults } from './dependency-results.ts';

/** Values for templates: `params`, `vars`, and by name those of placeholders that begin with `deps.`. */
interface Values {
  readonly params: ValueMap;
  readonly vars: ValueMap;
  readonly deps: (name: string) => string;
}

export interface Inserted {
  readonly plain: Values;
  readonly marked: Values;
  /** The names of placeholders for which there is no value, each once: those of params and vars, and of the description. */
  readonly missing: readonly string[];
}

type Passed = DependencyResults['passed'];

/** @param description the template */
export function insertResults(
  { work, target }: { readonly work: Pick<FleetSpec, 'workflow_ref' | 'params'>; readonly target: TargetRecord },
  passed: Passed,
  description: string | null,
): Inserted {
  const never = neverTemplated(work);
  const valuesWith = (deps: Values['deps']): Values => {
    const render = (text: string): string => (passed.size === 0 ? text : renderDeps(text, deps));
    return { params: { ...rendered(work.params, render), ...never }, vars: rendered(target.vars, render), deps };
  };
  const templated = Object.entries(work.params).flatMap(([key, value]) => (Object.hasOwn(never, key) ? [] : value));
  const texts = [description, ...templated, ...Object.values(target.vars)].filter((value) => typeof value === 'string');
  const names = passed.size === 0 ? [] : [...new Set(texts.flatMap(depNamesIn))];
  return {
    plain: valuesWith((name) => valueOf(passed, name)?.text ?? ''),
    marked: valuesWith((name) => {
      const value = valueOf(passed, name);
      return value ? markedOutput(value.path, value.text) : '';
    }),
    missing: names.filter((name) => valueOf(passed, name) === undefined),
  };
}

/** The command of a shell workflow: no value of another target ever becomes a part of it. */
function neverTemplated({ workflow_ref: workflow, params }: Pick<FleetSpec, 'workflow_ref' | 'params'>): ValueMap {
  const { command } = params;
  return findWorkflow(workflow)?.shell && command !== undefined ? { command } : {};
}

const rendered = (values: ValueMap, render: (text: string) => string): ValueMap =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? render(value) : value]));

function valueOf(passed: Passed, name: string): { readonly path: string; readonly text: string } | undefined {
  for (const reading of readingsOf(name)) {
    const result = passed.get(reading.path);
    if (!result) continue;
    const value = fieldOf(result, reading);
    return value === undefined || value === null ? undefined : { path: result.path, text: String(value) };
  }
  return undefined;
}

const fieldOf = (result: DependencyResult, { field, key }: DepPlaceholder): ValueMap[string] | null | undefined =>
  field === 'result' ? (key !== null && Object.hasOwn(result.result, key) ? result.result[key] : undefined) : result[field];
