/** Events of fleets, tasks and runs: their names, their sources, and the schemas that read them (semantics 14). */
import * as z from 'zod';
import { failureClasses } from '../core/failure.ts';
import { fleetStatuses, targetStatuses } from '../core/fleet.ts';
import { taskStatuses, type TaskStatus } from '../core/task-status.ts';
import { ulid } from './messages.ts';

export const taskEventSource = 'bgagent.tasks';
export const fleetEventSource = 'bgagent.fleets';
/** Published for each attempt that ended its target, if the settings of the fleet say so. */
export const fleetTargetFinished = 'Fleet Target Finished';
export const taskStatusChanged = 'Task Status Changed';

export { taskStatuses, type TaskStatus };
export const taskStatusSchema = z.enum(taskStatuses);

/** Detail of `Task Status Changed`: names the task to read, and says whether a receiver has to read it. */
export const taskStatusChangedSchema = z.object({
  task_id: ulid,
  user_id: z.string().min(1),
  status: taskStatusSchema,
  previous_status: taskStatusSchema.nullable(),
  /** Set for the children of a fleet. */
  fleet_id: ulid.nullable(),
});
export type TaskStatusChanged = z.infer<typeof taskStatusChangedSchema>;

/** The event that EventBridge makes of the detail. */
export const taskEventSchema = z.object({
  'detail-type': z.literal(taskStatusChanged),
  source: z.literal(taskEventSource),
  detail: taskStatusChangedSchema,
});

/**
 * `completion` in the detail of `Fleet Finished`: the result of the generation that ended. It counts the targets that this
 * generation worked on, by status and by failure class; an earlier generation has told the others.
 */
export const completionSchema = z.object({
  outcome: z.enum(fleetStatuses),
  targets: z.partialRecord(z.enum(targetStatuses), z.number()),
  failures: z.partialRecord(z.enum(failureClasses), z.number()),
  cost: z.object({ known_usd: z.number(), unknown_count: z.number() }),
  elapsed_s: z.number(),
  active_s: z.number(),
});
export type Completion = z.infer<typeof completionSchema>;

/** An event about a fleet. Its detail is passed on unchanged. */
export const fleetEventSchema = z.object({
  source: z.literal(fleetEventSource),
  'detail-type': z.string(),
  /** When it was published. */
  time: z.string(),
  detail: z.looseObject({ event_id: z.string().min(1), fleet_id: ulid }),
});
export type FleetEvent = z.infer<typeof fleetEventSchema>;

/** On the queue `webhooks`, besides the events themselves: this event, to this receiver. */
export const deliverySchema = z.object({ kind: z.literal('delivery'), url: z.string().min(1), event: fleetEventSchema });
export type Delivery = z.infer<typeof deliverySchema>;

export const executionEventSource = 'aws.states';
export const executionStatusChanged = 'Step Functions Execution Status Change';
/** The end of a run. The executions of its children have names of another form, so a reader can drop them. */
export const executionEventSchema = z.object({
  'detail-type': z.literal(executionStatusChanged),
  source: z.literal(executionEventSource),
  detail: z.object({
    name: z.string(),
    status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
    stateMachineArn: z.string(),
  }),
});
