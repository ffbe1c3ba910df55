/**
 * Fields of the task API that nothing here acts on. A caller who asks for something by one of them is refused: the work would
 * else be done for an hour without it. (`trace` is stored, and only that.)
 */
import type { Body, Checked } from './checked.ts';
import { absent, valid } from './checked.ts';

const unsupported = ['attachments', 'approval_timeout_s', 'initial_approvals'] as const;

/** An empty list asks for nothing. */
const asksForNothing = (value: unknown): boolean => absent(value) || (Array.isArray(value) && value.length === 0);

/** The first such field that the body has is the answer. */
export function checkUnsupportedFields(body: Body): Checked<null> {
  const field = unsupported.find((name) => !asksForNothing(body[name]));
  if (field === undefined) return valid(null);
  const message = `${field} is not supported here: leave it out. Nothing would be done with it.`;
  return { ok: false, error: { code: 'UNSUPPORTED_FIELD', message } };
}
