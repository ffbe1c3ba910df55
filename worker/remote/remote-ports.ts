/** What a worker needs of the stores while it holds a task, over the API. A hold that is over is answered as a condition that does not hold. */
import { ulid } from 'ulid';
import { isoOf } from '../../contracts/fields.ts';
import { hostOfForgeBucket } from '../../contracts/keys.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { WorkerMove } from '../../contracts/worker-api.ts';
import type { HeldMove, HeldMoves } from '../../tasks/held-moves.ts';
import type { HoldPorts } from '../hold/hold-ports.ts';
import { HoldLost, type WorkerClient } from './client.ts';

/** @param client with the token of the session */
export function remotePorts({ ask }: WorkerClient, taskId: string): HoldPorts {
  const params = { task_id: taskId };
  const read = (query: { held?: 'true' } = {}) => ask((api) => api.readTask({ params, query }));
  const row = async (query?: { held?: 'true' }): Promise<TaskRow | undefined> => unlessLost(async () => (await read(query)).task);
  return {
    tasks: {
      getTask: () => row({ held: 'true' }),
      getTaskOfLate: () => row(),
      renewLeaseOfHold: (_id, _hold, { lastLine }) =>
        isHeld(() => ask((api) => api.renewHold({ params, body: { last_line: lastLine } }))),
      endLeaseOfHold: () => isHeld(() => ask((api) => api.giveBackTask({ params, body: {} }))),
      tellCostOfEnded: async (_id, { changes }) => {
        const told = await isHeld(() => ask((api) => api.tellTaskCost({ params, body: changes })));
        return told ? row({ held: 'true' }) : undefined;
      },
      // The bookings are made before a worker is started: only the closing is known here.
      getForgeBucket: async (bucket) => {
        const { until } = await ask((api) => api.readForgeClosed({ params, query: { host: hostOfForgeBucket(bucket) } }));
        return { revision: 0, bookings: new Map(), closedUntil: until === null ? 0 : Date.parse(until) };
      },
      closeForge: async (bucket, until) => {
        const body = { host: hostOfForgeBucket(bucket), until: isoOf(until) };
        await ask((api) => api.closeForge({ params, body }));
      },
    },
    events: {
      putOutputPart: (_id, part) => putPart('output', part),
      putRawOutputPart: (_id, part) => putPart('raw', part),
      putDiff: async (_id, { files, text }) => {
        await ask((api) => api.putTaskDiff({ params, body: { files: [...files], text } }));
      },
    },
    moves: remoteMoves({ ask }, taskId),
    // The message of the queue was the launcher's, and is done.
    message: { hide: () => Promise.resolve(), remove: () => Promise.resolve() },
  };

  async function putPart(kind: 'output' | 'raw', part: { place: number; number: number; text: string }): Promise<void> {
    const { place, number, text } = part;
    await unlessLost(() => ask((api) => api.putTaskOutput({ params, body: { kind, place, number, text } })));
  }
}

function remoteMoves({ ask }: WorkerClient, taskId: string): HeldMoves {
  const params = { task_id: taskId };
  /** The id of each note by its text: one whose answer was lost is sent again with the same id. */
  const noteIds = new Map<string, string>();
  return {
    // The claim has reported that the task was taken, and each other request publishes what it wrote.
    taken: () => Promise.resolve(),
    publishAgain: () => Promise.resolve(),
    move: (_hold, move) => isHeld(() => ask((api) => api.moveTask({ params, body: bodyOf(move) }))),
    holds: async () => (await unlessLost(() => ask((api) => api.readTask({ params, query: { held: 'true' } }))))?.held === true,
    note: async (_hold, event_type, metadata) => {
      const text = JSON.stringify([event_type, metadata]);
      const id = noteIds.get(text) ?? ulid();
      noteIds.set(text, id);
      await unlessLost(() => ask((api) => api.noteTaskEvent({ params, body: { id, event_type, metadata } })));
    },
  };
}

function bodyOf({ to, previous: from, changes }: HeldMove): WorkerMove {
  // The function writes both times itself.
  const ending = { ...changes, started_at: undefined, completed_at: undefined };
  const isEnd = to !== 'RUNNING' && to !== 'FINALIZING';
  // A worker moves a task that it holds along these statuses alone, and its end has the fields of an ending (worker/task/ending.ts).
  return (isEnd ? { to, from, changes: ending } : { to, from }) as WorkerMove;
}

async function unlessLost<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof HoldLost) return undefined;
    throw error;
  }
}

const isHeld = async (call: () => Promise<unknown>): Promise<boolean> => (await unlessLost(call)) !== undefined;
