/** The handler of each operation. */
import type { WorkerOperationId } from '../../contracts/worker-api.ts';
import { claimTask } from './claim-task.ts';
import { closeForge, readForgeClosed } from './forge-closed.ts';
import { getForgeTokens } from './forge-tokens.ts';
import { giveBackTask, moveTask, readTask, renewHold, tellTaskCost } from './held-task.ts';
import { noteTaskEvent } from './note-event.ts';
import { putTaskDiff, putTaskOutput } from './made-by-work.ts';
import type { WorkerHandler } from './ports.ts';

export const handlers: { readonly [Id in WorkerOperationId]: WorkerHandler<Id> } = {
  claimTask,
  readTask,
  renewHold,
  putTaskOutput,
  putTaskDiff,
  moveTask,
  noteTaskEvent,
  tellTaskCost,
  giveBackTask,
  getForgeTokens,
  readForgeClosed,
  closeForge,
};
