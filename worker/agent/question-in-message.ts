/**
 * Finds a question in the last message of an agent: for one that may write no file, and so not to BGAGENT_RESULT either.
 * The message must be nothing but JSON. Example: '{"question": "Which colour?"}' → 'Which colour?'.
 */
import * as z from 'zod';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { unfenced } from './unfenced.ts';

const asking = z.strictObject({ question: z.string().regex(/\S/) });

/** Null where the message asks nothing in this form. */
export function questionInMessage(message: string): string | null {
  const parsed = asking.safeParse(jsonOrUndefined(unfenced(message)));
  return parsed.success ? parsed.data.question : null;
}
