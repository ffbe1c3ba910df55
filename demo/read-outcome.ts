/** Reads the result of the fleet as JSON and checks that it is the expected one. */
import * as z from 'zod';
import { fleetView, targetView, type TargetView } from '../contracts/http/fleet.ts';
import type { Bgagent } from './bgagent.ts';
import { fragileService, services, shownService } from './company.ts';

export interface Outcome {
  /** Branch of the service whose diff is shown. */
  readonly shownBranch: string;
}

/** @throws Error that names each difference */
export async function readOutcome(bgagent: Bgagent): Promise<Outcome> {
  const fleet = fleetView.parse(JSON.parse(await bgagent.read(['fleet', 'status', '--json'])));
  const targets = z.array(targetView).parse(JSON.parse(await bgagent.read(['fleet', 'targets', '--json'])));
  const surprises = targets.filter((target) => target.status !== expectedStatus(target) || target.branch === null);
  if (surprises.length > 0) throw new Error(`Not as expected: ${surprises.map(describe).join('; ')}.`);
  if (fleet.status !== 'PARTIAL' || targets.length !== services.length) {
    throw new Error(`The fleet is ${fleet.status} with ${targets.length} targets; PARTIAL with ${services.length} was expected.`);
  }
  return { shownBranch: targets.find(({ id }) => id === shownService)?.branch ?? '' };
}

const expectedStatus = ({ id }: TargetView): TargetView['status'] => (id === fragileService ? 'FAILED' : 'SUCCEEDED');

const describe = ({ path, status, failure }: TargetView): string =>
  `${path} is ${status}${failure ? ` (${failure.message})` : ''}`;
