/** Adds an event to the history of a task. Its id follows from that of the worker, so that it replaces no event but its own repeat. */
import { decodeTime } from 'ulid';
import { recordEventAs } from '../../tasks/record-event.ts';
import { refuse } from '../http/answer.ts';
import { eventId } from './moves-of.ts';
import type { WorkerHandler } from './ports.ts';
import { rowOfHold, stored } from './row-of-hold.ts';

/** Far more than the work of a task tells. */
const mostEvents = 300;
/** The clock of a worker may differ by so many milliseconds. */
const skewMs = 60_000;

export const noteTaskEvent: WorkerHandler<'noteTaskEvent'> = async (ports, request) => {
  const { taskId, claim, body } = request;
  const read = await rowOfHold(ports, request);
  if (!read.ok) return read.refusal;
  const { items } = await ports.events.listTaskEvents(taskId, { limit: mostEvents });
  if (items.length >= mostEvents) {
    return refuse('INVALID_STATE', `The task ${taskId} has ${mostEvents} events: it takes no more.`);
  }
  const begun = Date.parse(read.row.claimed_at ?? read.row.created_at);
  const said = decodeTime(body.id);
  const isPlausible = said >= begun - skewMs && said <= ports.clockAndIds.now() + skewMs;
  const id = eventId(isPlausible ? said : begun, [taskId, String(claim), body.id]);
  await recordEventAs(ports, taskId, { id, type: body.event_type, metadata: body.metadata });
  return stored;
};
