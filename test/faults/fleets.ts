/** Fleets as a careful caller has them: an answer that does not come, or asks to come again, is asked for again with the same key. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Stage } from './stage/stage.ts';
import { patienceMs } from '../patience.ts';

const pauseMs = 250;

export const instantRepo = 'acme/instant';

/** Asks until it is answered, be it with a refusal for good. @throws Error with what was answered last */
export async function decided<T>(ask: () => Promise<ClientAnswer<T>>): Promise<ClientAnswer<T>> {
  for (const end = Date.now() + patienceMs; ;) {
    const answer = await ask();
    if (answer.ok) return answer;
    const again = answer.status === 0 || answer.status === 429 || answer.status >= 500;
    if (!again) return answer;
    if (Date.now() > end) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    await sleep(pauseMs);
  }
}

/** Asks until it is answered. @throws Error with what was refused for good, or what was answered last */
export async function insist<T>(ask: () => Promise<ClientAnswer<T>>): Promise<T> {
  const answer = await decided(ask);
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

/** `size` targets in one repository, whose tasks do nothing. */
export function instantFleet(size: number, title: string): SubmitRequest {
  return {
    title,
    workflow_ref: 'shell/run-v1',
    params: { command: 'true' },
    targets: Array.from({ length: size }, (_none, at) => ({ repo: instantRepo, id: `t${at}` })),
    max_concurrency: Math.ceil(size / 2),
  };
}

export async function onboardInstantRepo(stage: Stage): Promise<void> {
  const [owner = '', name = ''] = instantRepo.split('/');
  await insist(() => stage.client.putRepo({ params: { owner, name }, body: { clone_url: '/nowhere' } }));
}

/** Answers the fleet's id as soon as it was accepted. */
export async function submit(stage: Stage, body: SubmitRequest): Promise<string> {
  const headers = { 'idempotency-key': randomUUID() };
  return (await insist(() => stage.client.submitFleet({ body, headers }))).fleet_id;
}

export const look = (stage: Stage, fleetId: string): Promise<FleetView> =>
  insist(() => stage.client.getFleet({ params: { fleet_id: fleetId } }));

/** @throws Error when it takes too long */
export async function waitForEnd(stage: Stage, fleetId: string): Promise<FleetView> {
  for (const end = Date.now() + patienceMs; ;) {
    const fleet = await look(stage, fleetId);
    if (isTerminalFleet(fleet.status)) return fleet;
    if (Date.now() > end) {
      throw new Error(`fleet ${fleetId} does not end: ${fleet.status} ${JSON.stringify(fleet.progress.counts)}`);
    }
    await sleep(pauseMs);
  }
}
