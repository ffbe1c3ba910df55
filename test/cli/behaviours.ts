/** Answers of the contract server that several tests need. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Behaviour } from './contract-server.ts';
import { sampleFleet, sampleTarget } from './samples.ts';

export const accepting: Behaviour = { submitFleet: () => ({ data: sampleFleet({ status: 'PENDING' }) }) };

/** A fleet that each reading finds in the next of these states; the last one stays. An unchanged state is answered with 304. */
export function fleetSeenAs(states: readonly FleetView[]): Behaviour {
  let at = 0;
  return {
    ...accepting,
    listTargets: () => ({ data: [sampleTarget()] }),
    getFleet: ({ headers }) => {
      const data = states[Math.min(at, states.length - 1)];
      const etag = `"${Math.min(at, states.length - 1)}"`;
      at += 1;
      return headers['if-none-match'] === etag ? { status: 304 } : { data, headers: { etag } };
    },
  };
}

export const submitAnd = (...flags: string[]) => ['fleet', 'submit', '--repo', 'acme/auth', '--task', 'x', ...flags];
