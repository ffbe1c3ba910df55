/** What the task of an attempt is given because its fleet has steps or heals, or because a person has said other words. */
import type { FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import type { KeptForReview } from '../../contracts/change.ts';
import type { RetryWords } from '../../contracts/steps.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { StepFields } from '../../contracts/step-fields.ts';
import { findWorkflow } from '../../contracts/workflows.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { mostAttempts } from '../../core/ledger/ledger-record.ts';
import { stepOf } from '../../core/ledger/step-of.ts';
import { healContext } from '../../core/steps/heal-context.ts';
import { causeOf, isAfterFailure, outcomesBefore } from './attempts-before.ts';
import { failedAttemptOf } from '../failed-attempt.ts';
import { isSteered, steeringBefore } from './steering.ts';
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
  /** What the attempt publishes; null: it does work. */
  readonly kept: KeptForReview | null;
}

export type GivenStepFields = StepFields & { readonly step?: string };

export function stepFieldsOf(of: OfAttempt): GivenStepFields {
  const { ledger, target, attempt, work, words } = of;
  const isHeal = (ledger.heals[target.ordinal] ?? 0) > 0;
  const cause = causeOf(ledger, target, attempt).trigger;
  const { steps, heal } = ledger.settings;
  const hasSteps = steps.length > 0;
  const steering = steeringBefore(target, attempt);
  const isAnew = cause !== 'answer' && steering.length === 0 && !words?.resume;
  return {
    ...(hasSteps || isHeal || !isAnew ? startOf(target, attempt) : {}),
    ...reviewOf(of, steering),
    ...(hasSteps || heal !== null ? { keep_failed: true } : {}),
    ...(isHeal ? healOf(of.failed) : {}),
    ...hintOf(of),
    ...(work.step === null ? {} : ofStep(of)),
    ...(findWorkflow(work.workflow_ref)?.merges && cause !== 'retry' ? expectedCommit(of) : {}),
  };
}

const hintOf = ({ words }: OfAttempt): Pick<StepFields, 'hint'> => (words?.hint == null ? {} : { hint: words.hint });

/** Work that is looked at before it is published; a merge is none. */
function reviewOf({ ledger, target, work }: OfAttempt, steering: readonly string[]): GivenStepFields {
  if (!ledger.settings.reviews || findWorkflow(work.workflow_ref)?.merges) return {};
  const tells = steering.length > 0 && stepOf(ledger, target.ordinal).usesAgent;
  return { keep_for_review: true, ...(tells ? { steering: [...steering] } : {}) };
}

/** What an attempt that publishes is given: no agent, no check, nothing but what was approved. */
export const publishFieldsOf = ({ spec, work }: OfAttempt, publish: KeptForReview) => ({
  ...{ agent: null, model: null, max_turns: null, max_budget_usd: null, resume: null, answers: [], verifiers: [], publish },
  ...(work.step === null ? {} : { step: work.step.name, ...reviewStateOf(spec, work.at) }),
});

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
  const steered = isSteered(ledger, target, attempt, step.name);
  const isNew =
    !steered && of.failed === undefined && !isAfterFailure(target, causeOf(ledger, target, attempt).attempt, step.name);
  const namesContext = /\{\{\s*context\s*\}\}/.test(work.template ?? '');
  return {
    step: step.name,
    // Without batches there is no last one.
    build: steered && step.build === 'last_batch' ? true : step.build,
    ...(step.expects.length > 0 ? { expects: step.expects } : {}),
    // What an attempt that failed has left is no work that was there before.
    ...(step.unless_exists.length > 0 && isNew ? { unless_exists: step.unless_exists } : {}),
    ...(step.batches === null || steered ? {} : { batches: batchesOf(of, step.name, step.batches) }),
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
