/** What a target has changed, in short. */
import type { ChangeSummary } from '../../contracts/change.ts';
import { plural } from '../../core/text/plural.ts';

/** Example: `3 files +40 −12`. */
export const changeText = ({ files, added, removed }: ChangeSummary): string => `${plural(files, 'file')} +${added} −${removed}`;
