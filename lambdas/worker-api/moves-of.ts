/** The moves of a task whose events have the same id at each repeat, so that a request that comes twice leaves one. */
import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';
import { heldMoves, type HeldMoves } from '../../tasks/held-moves.ts';
import type { WorkerApiPorts } from './ports.ts';

export const movesOf = ({ tasks, events, bus, clockAndIds }: WorkerApiPorts): HeldMoves =>
  heldMoves({ tasks, events, bus, clockAndIds }, ({ task_id, claim, status, updated_at }) =>
    eventId(Date.parse(updated_at), [task_id, String(claim), status]),
  );

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeLength = 10;
const restLength = 16;

/** A ULID: the time, so that events sort by it, and letters that follow from what the event is. @param ms epoch milliseconds */
export function eventId(ms: number, what: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(what)).digest();
  const rest = [...digest.subarray(0, restLength)].map((byte) => alphabet.charAt(byte % alphabet.length));
  return encodeTime(ms, timeLength) + rest.join('');
}
