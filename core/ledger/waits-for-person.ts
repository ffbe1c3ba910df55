/**
 * Whether a person can let the fleet, or one of its targets, go on: what an inbox lists (semantics 31).
 * Example: a RUNNING fleet with one target that asked a question waits for a person, although the others go on.
 */
import { isGoingDown, isPaused, isTerminalFleet } from '../fleet.ts';
import type { Ledger } from './ledger.ts';

type Waiting = Pick<Ledger, 'status' | 'awaitsApproval' | 'waiting' | 'gates'>;

export const waitsForPerson = ({ status, awaitsApproval, waiting, gates }: Waiting): boolean =>
  !isTerminalFleet(status) && !isGoingDown(status) && (isPaused(status) || awaitsApproval || waiting.size > 0 || gates.size > 0);
