import * as z from 'zod';

/**
 * All durations of the protocol, in seconds. An installation may change the defaults with the setting `durations`, which reaches the
 * functions as JSON in the variable DURATIONS; scenarios do so to be short.
 */
export const durationsSchema = z
  .strictObject({
    /** If no task was created this long after the target got its slot, the engine gives up: the target becomes LOST. */
    create_give_up_s: z.number().positive().default(3_600),
    /** If a target with a slot has no task, and its child parked longer ago than this, the child is missing. */
    child_missing_after_s: z.number().positive().default(120),
    /** The engine starts at most one run in this time to replace missing children. */
    restart_every_s: z.number().positive().default(300),
    /** A task that is unfinished this long after its time limit is cancelled, and its target becomes LOST. */
    overdue_grace_s: z.number().positive().default(600),
    /** The engine looks at an active fleet at least this often. */
    active_look_s: z.number().positive().default(300),
    /** The engine looks at a paused fleet at least this often. */
    paused_look_s: z.number().positive().default(3_600),
    /** The engine looks again this long after an effect failed, because the fleet still owes it. */
    owed_look_s: z.number().positive().default(60),
    /** After a pause of this length the engine releases the children that wait, and the run of the fleet ends. */
    children_release_after_s: z.number().positive().default(86_400),
    /**
     * A turn that takes longer has failed, and its messages come again. It is shorter than the time limit of the function (30 s), so
     * that the turns of other fleets in the same batch are answered as done.
     */
    turn_deadline_s: z.number().positive().max(20).default(20),
    /** A command that is older than this when a turn reads it is refused as stale, except cancel and abort. */
    command_stale_s: z.number().positive().default(900),
    /** The API waits this long for the verdict on a command. */
    command_wait_s: z.number().positive().default(5),
    /** If a submit has held its idempotency key for longer than this, the next request with the key goes on in its place. */
    submit_lease_s: z.number().positive().default(60),
    /**
     * An exclusive fleet that claims a repository must exist, in the generation for which it claims, within this time: after it another
     * fleet may take the claim. A ledger is written only in the first half of it, so that a write under way has ended before.
     */
    claim_unborn_s: z.number().positive().default(60),
    /** First wait before an automatic retry. Each further one is doubled, and a random part is taken off. */
    retry_backoff_s: z.number().positive().default(30),
    /** A worker's claim on a task lasts this long unless renewed. */
    task_lease_s: z.number().positive().default(60),
    /** A worker checks this often whether its task was cancelled. */
    cancel_check_s: z.number().positive().default(3),
    /** A worker that waits for the checks of a commit, before a merge, looks at them this often. */
    check_poll_s: z.number().positive().default(15),
    /** A check that must pass before a merge, and that nothing has reported, is waited for this long. */
    check_start_s: z.number().positive().default(60),
    /** A task that is SUBMITTED for longer than this is put on the task queue again, and once more each time that this has passed. */
    resubmit_after_s: z.number().positive().default(300),
    /** An active task whose lease ran out longer ago than this is put on the task queue again, then as often as a SUBMITTED one. */
    lease_repair_after_s: z.number().positive().default(10),
    /** First wait before an event is posted again to a webhook that did not accept it; doubled each time. */
    webhook_backoff_s: z.number().positive().default(10),
    /** The longest delay of a message on the timers queue (a limit of SQS). */
    timer_max_s: z.number().positive().max(900).default(900),
    /** Fleets and their tasks are kept this long after their end (400 days). */
    keep_s: z
      .number()
      .positive()
      .default(400 * 86_400),
  })
  .prefault({});

export type Durations = z.infer<typeof durationsSchema>;
