/** The teams of a fleet, and what their caller should look at. Example: `Teams: payments, platform (owner: ann)`. */
import type { AcceptedFleet } from '../../../contracts/http/submit-operations.ts';
import { plainLine } from '../../../core/text/plain-text.ts';

/** An earlier version of the API answers neither teams nor warnings. */
type Teams = Partial<Pick<AcceptedFleet, 'teams'>> & Pick<AcceptedFleet, 'owner'>;
type Warned = Partial<Pick<AcceptedFleet, 'warnings'>>;

/** None where the fleet has no teams. */
export const teamLines = ({ teams = [], owner }: Teams): string[] =>
  teams.length === 0 ? [] : [plainLine(`Teams: ${teams.join(', ')} (owner: ${owner})`)];

export const warningLines = ({ warnings = [] }: Warned): string[] =>
  warnings.map(({ message }) => plainLine(`Warning: ${message}`));
