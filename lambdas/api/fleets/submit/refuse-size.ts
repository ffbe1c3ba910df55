/** Refuses a fleet without targets, or with too many: by its body alone, and again with what its selector chose. */
import type { ApiError } from '../../../../contracts/http/errors.ts';
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { SelectedTargets } from './select-targets.ts';
import { sizeOf, tooLarge, type FleetSize } from './too-large.ts';

const isEmpty = (body: SubmitBody): boolean => sizeOf(body).targets + sizeOf(body).groups === 0;

/** The error for the targets and groups that a body names; undefined if their number is allowed. */
export function refuseSize(body: SubmitBody): ApiError | undefined {
  if (body.selector == null && isEmpty(body)) return noTargets('The list of targets is empty.');
  return tooLarge(sizeOf(body));
}

/** The error for what its selector chose, and what it names. */
export function refuseSelection(body: SubmitBody, selected: SelectedTargets): ApiError | undefined {
  if (selected.whyNone !== undefined && isEmpty(body)) return { code: 'NO_TARGETS', message: selected.whyNone };
  return tooLarge(sizeWith(body, selected), selected.entries.length);
}

/** With the targets that its selector chose. */
export function sizeWith(body: unknown, { entries }: Pick<SelectedTargets, 'entries'>): FleetSize {
  const size = sizeOf(body);
  return { ...size, targets: size.targets + entries.length };
}

/** The error for a fleet whose repositories are all left out. */
export const noneIsOnboarded = ({ whyNone = '' }: SelectedTargets): ApiError =>
  noTargets(`None of the repositories is onboarded, so no target is left. ${whyNone}`.trimEnd());

const noTargets = (message: string): ApiError => ({
  code: 'NO_TARGETS',
  message: `${message} Name at least one onboarded repository.`,
});
