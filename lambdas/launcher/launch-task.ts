/** Starts the container of one task, if the task is free, its turn at its forge has come, and a place is free. */
import type { Containers, LaunchStore } from '../../adapters/launch-ports.ts';
import { isTaskActive } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { ForgeTurn } from '../../tasks/forge-turn.ts';
import { heartbeatOf } from '../../tasks/heartbeat-of.ts';
import { nextHoldNumber } from '../../tasks/next-hold-number.ts';
import { publishMove } from '../../tasks/record-event.ts';
import type { WorkerTokens } from '../worker-tokens.ts';
import type { Hold, Places } from './places.ts';
import { turnAtForge, type ForgePorts } from './turn-at-forge.ts';

export interface LaunchPorts extends ForgePorts {
  readonly containers: Containers;
  readonly launches: LaunchStore;
  readonly tokens: Pick<WorkerTokens, 'mint'>;
  /** Address of the API, for the container. */
  readonly apiUrl: string;
}

/**
 * `done`: nothing is to be done for the message any more. `waits`: for its forge until then, epoch milliseconds. `full`, `later`: no place, or
 * no room at AWS; nothing was started. `refused`: a person must repair something first.
 */
export type Launched =
  | { readonly kind: 'started'; readonly arn: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'waits'; readonly until: number }
  | { readonly kind: 'full' }
  | { readonly kind: 'later' | 'refused'; readonly why: string };

interface Asked {
  readonly taskId: string;
  /** A second launch with the same token starts nothing. */
  readonly token: string;
  readonly places: Places;
}

export async function launchTask(ports: LaunchPorts, { taskId, token, places }: Asked): Promise<Launched> {
  const { tasks, bus, clockAndIds } = ports.ports;
  const now = clockAndIds.now();
  const { row, beat } = await tasks.getTaskAndHeartbeat(taskId);
  if (!row || !isTaskActive(row.status) || heartbeatOf(row, beat).leaseUntil >= now) {
    // Published again, because the worker may have died between the write of the end and its event.
    if (row && isTaskEnded(row.status)) await publishMove({ bus }, row, null);
    return { kind: 'done' };
  }
  const hold = { taskId, claim: nextHoldNumber(row, beat) };
  // Asked before the turn at the forge, which books: a task without a place must not book at each try.
  const found = await places.find(hold, now);
  if (found !== 'free') return { kind: found === 'already' ? 'done' : 'full' };
  const turn = await turnAtForge(ports, row);
  if (turn.kind === 'wait') return { kind: 'waits', until: turn.until };
  if (turn.kind === 'gone') return { kind: 'done' };
  return inPlace(ports, { hold, token, places, turn });
}

interface Starting extends Pick<Asked, 'token' | 'places'> {
  readonly hold: Hold;
  readonly turn: Extract<ForgeTurn, { kind: 'begin' }>;
}

async function inPlace(ports: LaunchPorts, { hold, token, places, turn }: Starting): Promise<Launched> {
  const place = await places.take(hold, ports.ports.clockAndIds.now());
  if (place !== 'taken') {
    await turn.giveBack();
    return { kind: place === 'already' ? 'done' : 'full' };
  }
  const environment = {
    BGAGENT_API_URL: ports.apiUrl,
    BGAGENT_TASK_ID: hold.taskId,
    BGAGENT_LAUNCH_TOKEN: await ports.tokens.mint('launch', hold),
  };
  const started = await ports.containers.start({ ...hold, environment, token });
  if (started.kind === 'started') await places.note(hold, started.arn);
  else await Promise.all([places.giveBack(hold), turn.giveBack()]);
  return started;
}
