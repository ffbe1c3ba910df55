/** Stores what the work of a task printed and changed, as that of the hold in the token. */
import type { WorkerHandler } from './ports.ts';
import { rowOfHold, stored } from './row-of-hold.ts';

export const putTaskOutput: WorkerHandler<'putTaskOutput'> = async (ports, request) => {
  const read = await rowOfHold(ports, request);
  if (!read.ok) return read.refusal;
  const { kind, ...part } = request.body;
  const put = kind === 'raw' ? 'putRawOutputPart' : 'putOutputPart';
  await ports.events[put](request.taskId, { hold: request.claim, ...part });
  return stored;
};

export const putTaskDiff: WorkerHandler<'putTaskDiff'> = async (ports, request) => {
  const read = await rowOfHold(ports, request);
  if (!read.ok) return read.refusal;
  await ports.events.putDiff(request.taskId, { hold: request.claim, ...request.body });
  return stored;
};
