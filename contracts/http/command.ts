/** What can be asked of a fleet that is there, as the API takes and shows it (docs/openapi.json). */
import * as z from 'zod';
import { commandKinds, retryChoices } from '../../core/command.ts';
import { boundedList } from '../bounded.ts';
import { isoTime } from '../fields.ts';
import { limits } from '../limits.ts';
import { ulid } from '../messages.ts';
import { editSettings } from '../settings.ts';

export const verdictView = z.object({
  result: z.enum(['applied', 'no_change', 'refused']),
  code: z.string().nullable(),
  message: z.string().nullable(),
  /** Paths of the first ten targets that it was refused for, where it was applied to others. */
  refused_targets: z.array(z.string()),
});
export const commandView = z
  .object({
    command_id: ulid,
    fleet_id: ulid,
    kind: z.enum(commandKinds),
    actor: z.string(),
    reason: z.string().nullable(),
    at: isoTime,
    /** Null until the fleet has decided. */
    verdict: verdictView.nullable(),
  })
  .meta({ id: 'Command' });
export type CommandView = z.infer<typeof commandView>;

const asked = {
  /** Kept in the decision log. */
  reason: z.string().min(1).max(1_000).nullish(),
  /** Refused (412) where the fleet's revision is another one. */
  expect_revision: z.number().int().nonnegative().nullish(),
};
/** The body of pause, abort and cancel. */
export const commandBody = z.strictObject(asked).meta({ id: 'CommandRequest' });

/** Continuing acknowledges the failures that there are now. */
export const continueBody = z
  .strictObject({
    ...asked,
    /** What has not started never does. */
    skip_remaining: z.boolean().nullish(),
  })
  .meta({ id: 'ContinueRequest' });

export const retryBody = z
  .strictObject({
    ...asked,
    /** Absent: what failed or was lost; with `targets`, whatever became of them. */
    only: z.enum(retryChoices).nullish(),
    /** Paths. */
    targets: boundedList(z.string().min(1), limits.targets).min(1).nullish(),
  })
  .meta({ id: 'RetryRequest' });

export const editBody = z
  .strictObject({
    ...asked,
    ...editSettings,
  })
  .meta({ id: 'EditRequest', description: 'What changes; what is absent stays.' });
/** Keys of an edit that the contract names and nothing behind them is built yet. */
export const unsupportedEditKeys: Readonly<Record<string, readonly string[]>> = {
  '': ['budget'],
};

/** A command that was not decided while the caller waited: ask for its verdict. */
export const undecidedCommand = z.object({ command_id: ulid, fleet_id: ulid }).meta({ id: 'UndecidedCommand' });
