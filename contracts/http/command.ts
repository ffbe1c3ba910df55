/** Commands to a fleet: their bodies, and a command with its verdict as the API shows it (docs/openapi.json). */
import * as z from 'zod';
import { commandKinds, retryChoices } from '../../core/command.ts';
import { boundedList, boundedMap } from '../bounded.ts';
import { changeHash, changeHashStart, signatureStart } from '../change.ts';
import { isoTime } from '../fields.ts';
import { commandText } from '../given.ts';
import { limits } from '../limits.ts';
import { ulid } from '../messages.ts';
import { editSettings } from '../settings.ts';
import { givenWords, stepName } from '../steps.ts';

export const verdictView = z.object({
  result: z.enum(['applied', 'no_change', 'refused']),
  code: z.string().nullable(),
  message: z.string().nullable(),
  /** The paths of the first ten targets that it was refused for. A retry may have been applied to others. */
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

const passOver = z.boolean().nullish().describe('Whether the step behind the gate is passed over.');

/** Continuing acknowledges the failures that there are now. */
export const continueBody = z
  .strictObject({
    ...asked,
    /** Targets that have not started never start. */
    skip_remaining: z.boolean().nullish(),
    pass_over: passOver,
  })
  .meta({ id: 'ContinueRequest' });

const paths = boundedList(z.string().min(1), limits.targets).min(1);

export const retryBody = z
  .strictObject({
    ...asked,
    /** Absent: failed and lost targets; where `targets` names some, cancelled and skipped ones of them too. */
    only: z.enum(retryChoices).nullish(),
    /** Paths. */
    targets: paths.nullish(),
    reset_blocked: z
      .boolean()
      .nullish()
      .describe('Whether targets that no dependency blocks any more wait again. Absent: they do.'),
    change_group: changeHashStart
      .nullish()
      .describe('The hash of a change, or its beginning: the targets that have this change now, as if `targets` named them.'),
    failure_group: signatureStart
      .nullish()
      .describe(
        'The signature of a group of failures, or its beginning: the targets that are in it now. With `targets` or `change_group`: those of them.',
      ),
    from_step: stepName.nullish().describe('The name of the step to go on with. Absent: the one at which each target ended.'),
    ...givenWords,
  })
  .meta({ id: 'RetryRequest' });

const changeGroup = changeHashStart
  .nullish()
  .describe('The hash of a change, or its beginning: those targets that wait for a review and have this change now.');
/** Named targets, or those with one change, or the named ones among these. */
const ofReview = { targets: paths.nullish().describe('Paths. All of them fit, or none is touched.'), change_group: changeGroup };
const hasTargets = {
  path: ['targets'],
  message: 'must be there, or change_group',
};

/** The body of an approval: it opens the gates at which these targets wait, or publishes what they have made. */
export const approveBody = z
  .strictObject({
    ...asked,
    ...ofReview,
    hashes: boundedMap(z.string().min(1), changeHash, limits.targets)
      .nullish()
      .describe(
        'By path: the hash of the change that was looked at. Each named target that waits for a review needs one; where it has another change now, nothing is approved.',
      ),
    pass_over: passOver,
  })
  .refine(({ targets, change_group }) => targets != null || change_group != null, hasTargets)
  .meta({ id: 'ApproveRequest' });

/** The body of a rejection: what these targets made is not published, and they have failed. */
export const rejectBody = z
  .strictObject({ ...asked, ...ofReview })
  .refine(({ targets, change_group }) => targets != null || change_group != null, hasTargets)
  .meta({ id: 'RejectRequest' });

/** The body of a steering: these targets work on, and are told this. */
export const steerBody = z
  .strictObject({
    ...asked,
    ...ofReview,
    text: commandText(z.string().min(1).max(limits.steering))
      .refine((text) => text.trim() !== '', 'must hold more than spaces')
      .describe('What the agent is told, besides its description and what it was told in earlier reviews.'),
  })
  .refine(({ targets, change_group }) => targets != null || change_group != null, hasTargets)
  .meta({ id: 'SteerRequest' });

/** The body of the commands about single targets. */
export const targetsBody = z
  .strictObject({ ...asked, targets: paths.describe('Paths. All of them fit, or none is touched.') })
  .meta({ id: 'TargetsRequest' });

export const editBody = z
  .strictObject({
    ...asked,
    ...editSettings,
  })
  .meta({ id: 'EditRequest', description: 'The settings to change; an absent one stays as it is.' });

/** The answer to the question of one target. */
export const answerBody = z
  .strictObject({
    ...asked,
    target: z.string().min(1).describe('Path of a target that waits for an answer.'),
    text: commandText(z.string().min(1).max(limits.answer))
      .refine((text) => text.trim() !== '', 'must hold more than spaces')
      .describe('What the agent is told.'),
  })
  .meta({ id: 'AnswerRequest' });

/** A command that the fleet did not decide while the caller waited: its verdict can be asked for. */
export const undecidedCommand = z.object({ command_id: ulid, fleet_id: ulid }).meta({ id: 'UndecidedCommand' });
