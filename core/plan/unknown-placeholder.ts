/**
 * Says of a placeholder that stands for nothing why it does, and what would help.
 * Example: {{batch.tasks}} in the description of the step verify → UNKNOWN_PLACEHOLDER: "… the step verify has no batches."
 */
import { shorten } from '../text/shorten.ts';
import type { NamedTarget, PlannedStep, PlanProblem, PlanSpec } from './plan-spec.ts';
import { batchNames, knownPlaceholders, stepPlaceholders } from './template.ts';

interface Where {
  readonly spec: Pick<PlanSpec, 'context'>;
  readonly target: NamedTarget;
  /** JSON Pointer of the text. */
  readonly path: string;
  /** The step whose description the text is, or the one without a name; undefined: it is none. */
  readonly step?: PlannedStep;
}

/** A missing var is a problem of the target, every other placeholder one of the text. */
export function unknownPlaceholder(name: string, where: Where): PlanProblem {
  const { pointer, path } = where.target;
  const code = 'UNKNOWN_PLACEHOLDER';
  const shown = `{{${shorten(name)}}}`;
  if (name.startsWith('vars.')) {
    const why = where.target.entry.shared
      ? 'repositories that share a sandbox have no vars. Use params.'
      : `${shorten(path)} has no such var. Add it to the target's vars.`;
    const message = `${shown} in ${where.path} stands for nothing: ${why}`;
    return { path: pointer, code, message };
  }
  return { path: where.path, code, message: `${shown} stands for nothing${whyNot(name, where)}` };
}

const ofBatch: ReadonlySet<string> = new Set(batchNames);

function whyNot(name: string, { spec, step }: Where): string {
  const isOfSteps = name === 'step' || name === 'context' || ofBatch.has(name);
  if (step === undefined || step.name === '') {
    return isOfSteps ? ': only descriptions of steps may name it.' : `. Known: ${knownPlaceholders}.`;
  }
  if (ofBatch.has(name)) return `: the step ${step.name} has no batches.`;
  if (name === 'context' && spec.context === undefined) return ': the fleet has no context. Give context too; it may be empty.';
  return `. Known: ${knownPlaceholders} ${stepPlaceholders}.`;
}
