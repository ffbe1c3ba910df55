/** What the task of an attempt is given because its fleet has steps or heals, or because a person has said other words. */
import type { FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import type { RetryWords } from '../../contracts/steps.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { StepFields } from '../../contracts/step-fields.ts';
import { findWorkflow } from '../../contracts/workflows.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { mostAttempts } from '../../core/ledger/ledger-record.ts';
import { healContext } from '../../core/steps/heal-context.ts';
import { causeOf, isAfterFailure, outcomesBefore } from './attempts-before.ts';
import { failedAttemptOf } from '../failed-attempt.ts';
import type { Work } from './work-of-attempt.ts';

export interface OfAttempt {
  readonly ledger: Ledger;
  readonly spec: FleetSpec;
  readonly target: TargetRecord;
  readonly attempt: number;
  readonly work: Work;
  readonly words: RetryWords | null;
  /** The row of the task that failed last at this step, which a heal mends; undefined: none has, or the row is gone. */
  readonly failed: TaskRow | undefined;
}

export type GivenStepFields = StepFields & { readonly step?: string };

export function stepFieldsOf(of: OfAttempt): GivenStepFields {
  const { ledger, target, attempt, work, words } = of;
  const { steps, heal } = ledger.settings;
  const isHeal = (ledger.heals[target.ordinal] ?? 0) > 0;
  const cause = causeOf(ledger, target, attempt).trigger;
  return {
    ...(steps.length > 0 || isHeal || cause === 'answer' || words?.resume ? startOf(target, attempt) : {}),
    ...(steps.length > 0 || heal !== null ? { keep_failed: true } : {}),
    ...(isHeal ? healOf(of.failed) : {}),
    ...(words?.hint == null ? {} : { hint: words.hint }),
    ...(work.step === null ? {} : ofStep(of)),
    ...(findWorkflow(work.workflow_ref)?.merges && cause !== 'retry' ? expectedCommit(of) : {}),
  };
}

/** The work goes on with its branch. */
function startOf(target: TargetRecord, attempt: number): Pick<StepFields, 'start' | 'lost_attempts'> {
  const lost = outcomesBefore(target, attempt).flatMap(({ status, attempt: each }) => (status === 'LOST' ? [each] : []));
  return { start: 'branch', ...(lost.length > 0 ? { lost_attempts: lost } : {}) };
}

/** Without its row the failure is not known any more: the heal is told to look itself. */
function healOf(failed: TaskRow | undefined): Pick<StepFields, 'heal_context'> {
  const told = failed && failedAttemptOf(failed);
  return told ? { heal_context: healContext(told) } : {};
}

function ofStep(of: OfAttempt): GivenStepFields {
  const { spec, work, ledger, target, attempt } = of;
  const { step } = work;
  if (step === null) return {};
  const isNew = of.failed === undefined && !isAfterFailure(target, causeOf(ledger, target, attempt).attempt, step.name);
  const namesContext = /\{\{\s*context\s*\}\}/.test(work.template ?? '');
  return {
    step: step.name,
    build: step.build,
    ...(step.expects.length > 0 ? { expects: step.expects } : {}),
    // What an attempt that failed has left is no work that was there before.
    ...(step.unless_exists.length > 0 && isNew ? { unless_exists: step.unless_exists } : {}),
    ...(step.batches === null ? {} : { batches: batchesOf(of, step.name, step.batches) }),
    ...(spec.context && !namesContext ? { context: spec.context } : {}),
    ...reviewStateOf(spec, work.at),
  };
}

function batchesOf(
  { ledger, target, attempt, failed }: OfAttempt,
  step: string,
  { file, size }: { readonly file: string; readonly size: number },
): NonNullable<StepFields['batches']> {
  const atStep = outcomesBefore(target, attempt).filter((outcome) => outcome.step === step);
  const done = atStep.filter(({ status, batch }) => status === 'SUCCEEDED' && batch != null).length;
  const only = failed?.batch?.open;
  const left = Math.max(0, mostAttempts(ledger.settings) - attempt);
  return { file, size, done, attempts_left: left, ...(only ? { only } : {}) };
}

/** The pull request is a draft until the last step that does not merge has succeeded; with `draft` it stays one up to the merge. */
function reviewStateOf({ steps = [], pull_request: { draft } }: FleetSpec, at: number): Pick<StepFields, 'review_state'> {
  const last = steps.findLastIndex(({ workflow_ref }) => !findWorkflow(workflow_ref)?.merges);
  if (at > last) return {};
  return { review_state: draft || at < last ? 'draft' : 'ready' };
}

/** The commit that the last attempt pushed: nothing but that is merged. */
function expectedCommit({ target, attempt }: OfAttempt): Pick<StepFields, 'expected_commit'> {
  const pushed = outcomesBefore(target, attempt).findLast(({ commit }) => commit != null)?.commit;
  return pushed == null ? {} : { expected_commit: pushed };
}
