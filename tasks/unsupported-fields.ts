/**
 * Fields of ABCA's task API on which this product does not act. A request that uses one is refused, because its work would be done
 * without what it asks for. (`trace` is accepted: it is stored and has no effect.)
 */
import { absent, valid, type Body, type Checked } from './check-result.ts';

const noApprovals = 'Tasks here ask for no approval while they run, so there is nothing to approve in advance.';
/** Each field with the reason, and with what helps. */
const unsupported: Readonly<Record<string, string>> = {
  attachments: 'The work sees only the repository and its task_description: put all that it needs there.',
  approval_timeout_s: noApprovals,
  initial_approvals: noApprovals,
};

/** An empty list counts as left out. */
const asksForNothing = (value: unknown): boolean => absent(value) || (Array.isArray(value) && value.length === 0);

/** Refuses the first such field that the body has. */
export function checkUnsupportedFields(body: Body): Checked<null> {
  const found = Object.entries(unsupported).find(([name]) => !asksForNothing(body[name]));
  if (found === undefined) return valid(null);
  const message = `${found[0]} is not supported here: leave it out. ${found[1]}`;
  return { ok: false, error: { code: 'UNSUPPORTED_FIELD', message } };
}
