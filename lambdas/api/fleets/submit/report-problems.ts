/** What is wrong with the report that a fleet is asked for, and with what is of no use to a fleet that changes nothing. */
import type { Problem } from '../../../../contracts/http/errors.ts';
import { isReport, reportWorkflow } from '../../../../contracts/workflows.ts';
import { placesOfVerifiers } from './place-targets.ts';
import type { CheckedSteps } from './step-problems.ts';

const invalid = (path: string, message: string): Problem => ({ path, code: 'INVALID_VALUE', message });

/** Keys that ask for something of the change that is made, and why there is none. */
const ofChanges: Readonly<Record<string, string>> = {
  pull_request: 'there is no pull request',
  heal: 'there is no work that a heal could go on with, and an answer that does not fit is asked for again by itself',
};
const nothingToVerify = 'there is nothing to verify';

type Checked = Pick<CheckedSteps, 'body' | 'given' | 'workflowRef' | 'steps' | 'entries' | 'groups'>;

export function reportProblems(checked: Checked): Problem[] {
  const { body, given, workflowRef, steps } = checked;
  const isGiven = given['report'] != null;
  if (steps.length > 0) {
    return isGiven
      ? [invalid('/report', 'report and steps exclude each other: a report leaves nothing that a step goes on with.')]
      : [];
  }
  if (!isReport(workflowRef)) {
    const message = `report is for the workflow ${reportWorkflow}, and this fleet has ${workflowRef.slice(0, 200)}: leave out one of them.`;
    return isGiven ? [invalid('/report', message)] : [];
  }
  const required = `report, with the schema of the answers, is required by the workflow ${reportWorkflow}.`;
  return [...(isGiven || body.report != null ? [] : [invalid('/report', required)]), ...uselessKeys(checked)];
}

function uselessKeys({ body, given, entries, groups }: Checked): Problem[] {
  const refused = [
    ...Object.entries(ofChanges).flatMap(([key, why]) => (isEmpty(given[key]) ? [] : [[`/${key}`, why] as const])),
    ...placesOfVerifiers(body.verifiers, { entries, groups }).map((path) => [path, nothingToVerify] as const),
  ];
  return refused.map(([path, why]) =>
    invalid(path, `${path.slice(1)} is not taken with a report, which changes nothing: ${why}.`),
  );
}

/** Null, an empty object, and a heal that is off ask for nothing. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value == null;
  return Object.keys(value).length === 0 || ('enabled' in value && value.enabled === false);
}
