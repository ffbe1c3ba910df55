/** How the plan of a draft stands: what the page shows beside the form, and whether the fleet may be started. */
import type { PlanView } from '../../contracts/http/plan.ts';
import { failureKind, type ApiFailure } from '../api/failures.ts';
import { plural } from '../../core/text/plural.ts';
import type { Body, FleetDocument } from './fleet-document.ts';
import { problemsOf, type Problem } from './problems.ts';

export interface Planned {
  readonly body: Body;
  readonly plan: PlanView;
}

export type PlanState =
  /** Nothing is asked for yet. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'planning' }
  | { readonly kind: 'valid'; readonly planned: Planned }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[]; readonly message: string | undefined }
  /** The API did not answer, or not with a verdict about the draft. */
  | { readonly kind: 'unknown'; readonly failure: ApiFailure };

export interface Asked {
  readonly fleet: FleetDocument;
  /** The answer about this text; undefined: there is none yet. */
  readonly answer: PlanView | undefined;
  readonly failure: ApiFailure | undefined;
}

export function planState({ fleet, answer, failure }: Asked): PlanState {
  if (fleet.body === undefined) return { kind: 'invalid', problems: problemsOf(fleet, undefined), message: undefined };
  if (Object.keys(fleet.body).length === 0) return { kind: 'empty' };
  if (answer !== undefined) return { kind: 'valid', planned: { body: fleet.body, plan: answer } };
  if (failure === undefined) return { kind: 'planning' };
  return isVerdict(failure)
    ? { kind: 'invalid', problems: problemsOf(fleet, failure.error), message: failure.error.message }
    : { kind: 'unknown', failure };
}

/** Whether a failure says something about the request itself, which trying again does not change. */
export function isVerdict(failure: ApiFailure): boolean {
  const kind = failureKind(failure);
  return kind === 'refused' || ((kind === 'forbidden' || kind === 'not-found') && failure.error.code !== 'ROUTE_NOT_FOUND');
}

/** More targets, or dollars that are expected, have to be confirmed. */
const large = { targets: 100, usd: 100 };

export const mustConfirm = ({ targets, estimate }: PlanView): boolean =>
  targets.length > large.targets || (estimate.usd.expected ?? 0) > large.usd;

export const startWords = (state: PlanState): string =>
  state.kind === 'valid' ? `Start ${plural(state.planned.plan.targets.length, 'target')}` : 'Start';
