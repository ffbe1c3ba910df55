import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod';

/** Read leniently: a field that is not what it should be counts as not given, for the work itself is done. */
const workResultSchema = z.object({
  cost_usd: z.number().nonnegative().optional().catch(undefined),
  turns: z.number().int().nonnegative().optional().catch(undefined),
  summary: z.string().optional().catch(undefined),
  pr_title: z.string().optional().catch(undefined),
  pr_body: z.string().optional().catch(undefined),
});
/** What the work says of itself in the file `BGAGENT_RESULT`. */
export type WorkResult = z.infer<typeof workResultSchema>;

const largest = 1024 * 1024;

/** Reads the file; none, or one that is no JSON object, reads as an empty result. */
export function readWorkResult(file: string): WorkResult {
  try {
    const stat = statSync(file);
    if (!stat.isFile() || stat.size > largest) return {};
    return workResultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
