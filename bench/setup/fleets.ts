/** Submits fleets of instant tasks through the API, and waits for them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientAnswer } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Say } from '../figure.ts';

/** Milliseconds between two requests of a waiting client. */
export const pollEveryMs = 100;

/** The work of an instant task. The instant worker never runs the command. */
export const instantWork = { workflow_ref: 'shell/run-v1', params: { command: 'true' } } as const;
export const instantRepo = 'acme/instant';

/** @throws Error with the error of the API */
export function required<T>(answer: ClientAnswer<T>): T {
  if (answer.ok) return answer.data;
  throw new Error(`${answer.error.code}: ${answer.error.message}`);
}

export async function onboardInstantRepo(client: Client): Promise<void> {
  const [owner = '', name = ''] = instantRepo.split('/');
  required(await client.putRepo({ params: { owner, name }, body: { clone_url: '/nowhere' } }));
}

/** The ids of the targets that a target depends on, by its number. */
export type DependsOn = (index: number) => readonly string[];

/** Submits a fleet whose targets are all in one repository, and returns its id. */
export async function submitInstantFleet(
  client: Client,
  targets: number,
  maxConcurrency: number,
  dependsOn: DependsOn = () => [],
): Promise<string> {
  const body = {
    ...instantWork,
    title: `Instant ${targets}`,
    max_concurrency: maxConcurrency,
    failure: null,
    targets: Array.from({ length: targets }, (_none, index) => ({
      repo: instantRepo,
      id: `t${index}`,
      depends_on: [...dependsOn(index)],
    })),
  };
  return required(await client.submitFleet({ body })).fleet_id;
}

export interface Waiting {
  /** Milliseconds between two requests. */
  readonly everyMs?: number;
  /** Called every half minute with the progress. */
  readonly say?: Say;
}

const tellEveryMs = 30_000;

/** @throws Error when the fleet does not end SUCCEEDED, or takes longer than an hour */
export async function waitForFleet(client: Client, fleetId: string, waiting: Waiting = {}): Promise<FleetView> {
  const { everyMs = pollEveryMs, say } = waiting;
  const end = Date.now() + 3_600_000;
  let told = Date.now();
  while (Date.now() < end) {
    const fleet = await patiently(() => client.getFleet({ params: { fleet_id: fleetId } }));
    if (fleet.status === 'SUCCEEDED') return fleet;
    if (isTerminalFleet(fleet.status)) throw new Error(`Fleet ${fleetId} ended ${fleet.status}.`);
    if (Date.now() - told > tellEveryMs) {
      told = Date.now();
      say?.(`  ${fleet.title}: ${fleet.progress.percent_done} % done`);
    }
    await sleep(everyMs);
  }
  throw new Error(`Fleet ${fleetId} did not end within an hour.`);
}

/** Reads again after a broken connection, since a very busy runtime closes some. @throws Error when it stays unreachable */
export async function patiently<T>(read: () => Promise<ClientAnswer<T>>): Promise<T> {
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = await read();
    if (answer.ok || answer.error.code !== 'UNREACHABLE') return required(answer);
    await sleep(1_000);
  }
  return required(await read());
}

export interface Timing {
  readonly say?: Say;
  readonly dependsOn?: DependsOn;
}

/** Milliseconds from submit to end. */
export async function timeFleet(
  client: Client,
  targets: number,
  maxConcurrency: number,
  { say, dependsOn }: Timing = {},
): Promise<number> {
  const start = performance.now();
  await waitForFleet(client, await submitInstantFleet(client, targets, maxConcurrency, dependsOn), say ? { say } : {});
  return performance.now() - start;
}
