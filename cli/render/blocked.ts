/** The cause of a blocked target, as lines about targets show it. */
import type { TargetView } from '../../contracts/http/fleet.ts';
import { endWords } from '../../core/fleet.ts';

/** Example: "dependency 'lib/auth' failed". */
export const causeOf = ({ path, status }: NonNullable<TargetView['blocked_by']>): string =>
  `dependency '${path}' ${endWords[status]}`;
