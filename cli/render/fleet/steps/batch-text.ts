/** The batch of one attempt in a line. Example: `batch 2 of 4: Core Components, 3 done, 1 open (T009)`. */
import type { AttemptView } from '../../../../contracts/http/fleet.ts';
import { plainLine } from '../../../../core/text/plain-text.ts';

export function batchText({ index, count, name, done, open }: NonNullable<AttemptView['batch']>): string {
  const shown = open.slice(0, mostIds).join(', ');
  const more = open.length > mostIds ? `, ${open.length - mostIds} more` : '';
  const left = open.length === 0 ? '' : `, ${open.length} open (${shown}${more})`;
  return plainLine(`batch ${index} of ${count}: ${name}, ${done.length} done${left}`);
}

const mostIds = 5;
