/**
 * Fields of the task API that nothing here acts on. A caller who asks for something by one of them is refused: the work would
 * else be done for an hour without it. (`trace` is stored, and only that.)
 */
import type { Body, Checked } from './checked.ts';
import { absent, valid } from './checked.ts';

const noApprovals = 'Tasks here ask nobody while they run, so there is nothing to approve before.';
/** Each with why, and what helps. */
const unsupported: Readonly<Record<string, string>> = {
  attachments: 'The work sees the repository and its task_description only: say there all that it needs.',
  approval_timeout_s: noApprovals,
  initial_approvals: noApprovals,
};

/** An empty list asks for nothing. */
const asksForNothing = (value: unknown): boolean => absent(value) || (Array.isArray(value) && value.length === 0);

/** The first such field that the body has is the answer. */
export function checkUnsupportedFields(body: Body): Checked<null> {
  const found = Object.entries(unsupported).find(([name]) => !asksForNothing(body[name]));
  if (found === undefined) return valid(null);
  const message = `${found[0]} is not supported here: leave it out. ${found[1]}`;
  return { ok: false, error: { code: 'UNSUPPORTED_FIELD', message } };
}
