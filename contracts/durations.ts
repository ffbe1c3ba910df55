import * as z from 'zod';

/**
 * Every duration of the protocol, by name; each is in seconds and ends in `_s`. The defaults are the product's; an installation (a scenario, mostly)
 * may shorten them with the setting `durations`, which reaches the functions as the JSON variable DURATIONS.
 */
export const durationsSchema = z
  .strictObject({
    /** A create without an answer is tried this long after the slot was granted; then the target is LOST. */
    create_give_up_s: z.number().positive().default(3_600),
    /** A slot holder without a task whose child parked longer ago than this has lost its child. */
    child_missing_after_s: z.number().positive().default(120),
    /** At most one run is started to replace missing children in this time. */
    restart_every_s: z.number().positive().default(300),
    /** A task unfinished this long after its own time limit is cancelled and its target LOST. */
    overdue_grace_s: z.number().positive().default(600),
    /** An active fleet is looked at at least this often. */
    active_look_s: z.number().positive().default(300),
    /** A paused fleet is looked at at least this often. */
    paused_look_s: z.number().positive().default(3_600),
    /** A fleet that owes effects which failed is looked at again after this. */
    owed_look_s: z.number().positive().default(60),
    /** The run of a fleet paused for longer than this is let go. */
    children_release_after_s: z.number().positive().default(86_400),
    /** A command older than this when its turn comes is refused as stale (cancel and abort excepted). */
    command_stale_s: z.number().positive().default(900),
    /** The API waits this long for the verdict on a command. */
    command_wait_s: z.number().positive().default(5),
    /** A submit that has held its idempotency key longer than this may be taken over. */
    submit_lease_s: z.number().positive().default(60),
    /** First backoff before an automatic retry; doubled each time, jittered. */
    retry_backoff_s: z.number().positive().default(30),
    /** A worker's claim on a task lasts this long unless renewed. */
    task_lease_s: z.number().positive().default(60),
    /** A worker looks this often whether its task was cancelled. */
    cancel_check_s: z.number().positive().default(3),
    /** A task SUBMITTED for longer than this is put on the task queue again, and then each time that it has passed once more. */
    resubmit_after_s: z.number().positive().default(300),
    /** An active task whose lease ran out longer ago than this is put on the task queue again, and then as one that is SUBMITTED. */
    lease_repair_after_s: z.number().positive().default(10),
    /** First wait before a webhook that was not taken is sent again; doubled each time. */
    webhook_backoff_s: z.number().positive().default(10),
    /** The longest delay that the timers queue can carry (an SQS limit). */
    timer_max_s: z.number().positive().max(900).default(900),
    /** Fleets and their tasks are kept this long after their end (400 days). */
    keep_s: z
      .number()
      .positive()
      .default(400 * 86_400),
  })
  .prefault({});

export type Durations = z.infer<typeof durationsSchema>;
