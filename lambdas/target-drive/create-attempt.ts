/**
 * Creates the task of a target's current attempt, with what the dependencies of the target have made and what persons have answered. A repeat finds the task of the
 * attempt's key. A refusal, and a text that became too long, are stored with the target before the fleet is mailed.
 */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { AttemptCreated, FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import { errorStatus } from '../../contracts/http/errors.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import type { FleetStores, Mailbox, TaskCaller, TaskCreation, TaskCore } from '../../adapters/ports.ts';
import { givenTitle } from '../fleet-title.ts';
import { attemptContext, lastQuestion } from './attempt-context.ts';
import { readDependencyResults } from './dependency-results.ts';
import type { RetryWords } from '../../contracts/steps.ts';
import { keptOfReview } from './kept-of-review.ts';
import { taskBody } from './task-body.ts';
import { workOf, type Work } from './work-of-attempt.ts';
import { causeOf, failureBefore, failureToHeal } from './attempts-before.ts';
import type { TaskRow } from '../../contracts/task.ts';

export interface AttemptPorts {
  readonly stores: Pick<FleetStores, 'targets' | 'specs' | 'commands'>;
  readonly core: TaskCore;
  readonly mailbox: Mailbox;
  /** Address of the API, without a slash at its end. */
  readonly apiUrl: string;
  /** Told of placeholders of a new task for which its dependencies have no value; they were rendered as nothing. */
  readonly onEmptyPlaceholders: (of: { target: string; attempt: number; placeholders: readonly string[] }) => void;
}

/** The create-task core could not answer. The state machine calls again, with the same key, until the actor ends the attempt. */
export class CreateUnavailable extends Error {
  override readonly name = 'CreateUnavailable';
}

/** Of a task that was created nothing is stored here: the key of the attempt knows it, and the fleet learns of it when a worker takes it. */
export async function createAttempt(ports: AttemptPorts, ledger: Ledger, ordinal: number): Promise<void> {
  const { fleetId } = ledger;
  const attempt = ledger.attempts[ordinal] ?? 1;
  const [[target], spec] = await Promise.all([
    ports.stores.targets.getTargets(fleetId, [ordinal]),
    ports.stores.specs.getSpec(fleetId),
  ]);
  if (!target || !spec) throw new Error(`Fleet ${fleetId} has no item for target ${ordinal}`);
  const told = await withNewText(ports, { ledger, target, attempt });
  const words = await wordsFor(ports, { ledger, target, attempt });
  const rejection = await createFor(ports, { ledger, spec, target: told, attempt, words });
  if (rejection === 'created') return;
  if (rejection) await ports.stores.targets.recordCreated(fleetId, ordinal, attempt, { rejection });
  await ports.mailbox.mail({ kind: 'look', fleet_id: fleetId, ordinals: [ordinal] });
}

interface Attempt {
  readonly ledger: Ledger;
  readonly spec: FleetSpec;
  readonly target: TargetRecord;
  readonly attempt: number;
  /** Null: it has no other words. */
  readonly words: RetryWords | null;
}

type Known = Pick<Attempt, 'ledger' | 'target' | 'attempt'>;

/**
 * The target with the answer that its attempt begins with, or with what a person said in a review, which is stored with the target first: the
 * command may be gone when a later attempt is made.
 */
async function withNewText(ports: AttemptPorts, { ledger, target, attempt }: Known): Promise<TargetRecord> {
  const { fleetId } = ledger;
  const commandId = ledger.answers.get(target.ordinal);
  if (commandId === undefined) return target;
  const command = await ports.stores.commands.getCommand(fleetId, commandId);
  if (command?.text === undefined) throw new Error(`Fleet ${fleetId} has no text of ${commandId}`);
  const { text, kind, actor, at } = command;
  if (kind === 'steer') {
    const steering = { command_id: commandId, text, actor, at };
    await ports.stores.targets.recordSteering(fleetId, target.ordinal, attempt, steering);
    return { ...target, steering: { ...target.steering, [attempt]: steering } };
  }
  const answer = { command_id: commandId, text };
  const asking = lastQuestion(target, attempt);
  await ports.stores.targets.recordAnswer(fleetId, target.ordinal, asking, answer);
  return { ...target, answers: { ...target.answers, [asking]: answer } };
}

/**
 * Other words of a person for this attempt: those of the command that the ledger names. They are stored with the target first, because the
 * command may be gone when a later attempt is made.
 */
async function wordsFor(ports: AttemptPorts, { ledger, target, attempt }: Known): Promise<RetryWords | null> {
  const { fleetId } = ledger;
  const commandId = ledger.words.find(({ targets }) => targets.has(target.ordinal))?.commandId;
  if (commandId === undefined) return null;
  const known = Object.values(target.words ?? {}).find(({ command_id }) => command_id === commandId);
  if (known) return known;
  const command = await ports.stores.commands.getCommand(fleetId, commandId);
  if (command?.words === undefined) throw new Error(`Fleet ${fleetId} has no words of ${commandId}`);
  await ports.stores.targets.recordWords(fleetId, target.ordinal, attempt, { ...command.words, command_id: commandId });
  return command.words;
}

/** Answers the refusal to store; undefined for a closed key, because the actor learns of that itself. */
async function createFor(ports: AttemptPorts, of: Attempt): Promise<Rejection | undefined | 'created'> {
  const { ledger, spec, target, attempt, words } = of;
  const { fleetId, owner } = ledger;
  const results = await readDependencyResults(ports.stores.targets, ledger, target);
  const work = workOf(ledger, spec, target, words);
  const reviewed = ledger.publishing.get(target.ordinal);
  const kept = reviewed === undefined ? null : await keptOfReview(ports.core, target, reviewed);
  if (kept === undefined) return { status: 422, class: 'config', ...workGone };
  const failed = kept === null ? await readFailed(ports, of, work) : undefined;
  const context = attemptContext(ledger, target, { attempt, words, work });
  const made = taskBody({ ...of, work, failed, kept, results, context });
  if (!made.ok) return { status: 422, class: 'config', ...made.error };
  const created = await ports.core.createTask(made.body, {
    userId: owner,
    channelSource: 'fleet',
    channelMetadata: {
      fleet_id: fleetId,
      target: target.path,
      attempt,
      ...givenTitle(ledger.settings.title, spec),
      ...linkOf(ports.apiUrl, fleetId),
    },
    idempotencyKey: fleetTaskKey(fleetId, target.ordinal, attempt),
    notes: notesOf(made.missing),
  });
  if (!created.ok) return rejectionOf(created.error);
  if (made.missing.length > 0 && !created.value.isReplay) {
    ports.onEmptyPlaceholders({ target: target.path, attempt, placeholders: made.missing });
  }
  return 'created';
}

const workGone = {
  code: 'WORK_GONE',
  message:
    'What was approved is not known any more: the task that made it is gone. Retry the target with other words (--hint) or from a step, and look at it again.',
};

/** The row of the task whose failure a heal mends; of any other attempt that of the one before it at the same step, if it failed. */
async function readFailed({ core }: AttemptPorts, of: Attempt, work: Work): Promise<TaskRow | undefined> {
  const { ledger, target, attempt } = of;
  const step = work.step?.name ?? null;
  const isHeal = (ledger.heals[target.ordinal] ?? 0) > 0;
  // An automatic retry is told what the attempt was told that it repeats.
  const from = causeOf(ledger, target, attempt).attempt;
  const failed = isHeal ? failureToHeal(target, from, step) : step === null ? undefined : failureBefore(target, from, step);
  return failed?.task_id == null ? undefined : (await core.readTasks([failed.task_id]))[0];
}

/** Names in one event; a template may have thousands. */
const mostNames = 50;

const notesOf = (missing: readonly string[]): NonNullable<TaskCaller['notes']> =>
  missing.length === 0
    ? []
    : [
        {
          event_type: 'placeholder_empty',
          metadata: {
            placeholders: missing.slice(0, mostNames).map((name) => `{{${name}}}`),
            ...(missing.length > mostNames ? { more: missing.length - mostNames } : {}),
          },
        },
      ];

type CreateError = Extract<TaskCreation, { readonly ok: false }>['error'];
type Rejection = Extract<AttemptCreated, { readonly rejection: unknown }>['rejection'];

/** A link to the fleet for pull requests; none for an embedded runtime, whose API only this machine can reach. */
function linkOf(apiUrl: string, fleetId: string): { fleet_url?: string } {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(apiUrl).hostname);
  return isHere ? {} : { fleet_url: `${apiUrl}/v1/fleets/${fleetId}` };
}

/** The owner's budget for the day is used up: no repeat of the request helps today, so the fleet is told, and pauses. */
function rejectionOf({ code, message }: CreateError): Rejection | undefined {
  const status = errorStatus[code];
  if (code === 'BUDGET_EXCEEDED') return { status, code, message, class: 'budget' };
  if (status === 429 || status >= 500) throw new CreateUnavailable(`The create-task core answered ${code}`);
  return code === 'KEY_CLOSED' ? undefined : { status, code, message };
}
