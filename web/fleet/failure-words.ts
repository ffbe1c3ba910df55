/** What is said of a group of failures besides its headline. */
import type { FailureGroupView } from '../../contracts/http/groups.ts';
import type { FailureOwner } from '../../core/failure.ts';
import { plainLine } from '../../core/text/plain-text.ts';

export const whoseMove: Readonly<Record<FailureOwner, string>> = {
  transient: 'Something that may pass: a new attempt often helps.',
  service: 'The service failed, not the work.',
  user: 'The work or its settings have to change.',
};

/** The last line of the evidence; undefined where the headline says it already. */
export function evidenceLine({ evidence, summary }: Pick<FailureGroupView, 'evidence' | 'summary'>): string | undefined {
  const last = evidence
    .split('\n')
    .map((line) => plainLine(line).trim())
    .findLast((line) => line !== '');
  return last === undefined || plainLine(summary).includes(last) ? undefined : last;
}
