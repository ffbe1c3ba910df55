import * as z from 'zod';
import { targetCommandKinds, type Command, type TargetCommandKind } from '../../core/command.ts';
import { fleetStatuses, type FleetStatus, type TargetStatus } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { transition } from '../../core/transition.ts';
import { fleetOf, timings } from '../core/fleet-world.ts';
import { caseTable } from './case-table.ts';

const schema = {
  input: z.object({
    status: z.enum(fleetStatuses),
    command: z.enum(['pause', 'continue', 'continue_skip', 'abort', 'cancel', 'retry', 'edit', 'answer', 'approve', ...targetCommandKinds]),
    has_failed_targets: z.boolean(),
  }),
  expected: z.object({ result: z.string() }),
};

const asked = { id: 'c', actorId: 'ann', reason: null, at: 0, generation: 1, expectRevision: null };
const commandOf = (word: z.infer<typeof schema.input>['command'], statuses: readonly TargetStatus[]): Command => {
  switch (word) {
    case 'continue':
    case 'continue_skip':
      return { ...asked, kind: 'continue', skipRemaining: word === 'continue_skip', seenFailed: 0 };
    case 'retry':
      return { ...asked, kind: 'retry', only: null, targets: null, resetBlocked: true };
    case 'edit':
      return { ...asked, kind: 'edit', changes: { maxConcurrency: 7 } };
    case 'answer':
    case 'approve':
      return { ...asked, kind: word, targets: [fittingTarget('skip_targets', statuses)] };
    case 'cancel_targets':
    case 'skip_targets':
    case 'fail_targets':
      return { ...asked, kind: word, targets: [fittingTarget(word, statuses)] };
    case 'pause':
    case 'abort':
    case 'cancel':
      return { ...asked, kind: word };
  }
};

/** A target that the command fits, where there is one: skip wants one that waits, fail and cancel one that runs. */
function fittingTarget(word: TargetCommandKind, statuses: readonly TargetStatus[]): [number, number] {
  const wanted: readonly TargetStatus[] = word === 'skip_targets' ? ['PENDING'] : word === 'fail_targets' ? ['RUNNING'] : ['RUNNING', 'PENDING'];
  const found = Math.max(0, statuses.findIndex((status) => wanted.includes(status)));
  return [found, found];
}

/** Targets such as a fleet in this status has: something that runs, or waits, and one that failed if there may be one. */
function statusesIn(status: FleetStatus, failed: boolean): TargetStatus[] {
  const rest: TargetStatus = failed ? 'FAILED' : 'SUCCEEDED';
  if (status === 'PENDING') return [rest, 'PENDING', 'PENDING'];
  if (status === 'PAUSED') return [rest, 'PENDING', 'SUCCEEDED'];
  if (['RUNNING', 'PAUSING', 'ABORTING', 'CANCELLING'].includes(status)) return [rest, 'RUNNING', 'PENDING'];
  return [rest, 'SUCCEEDED', 'SUCCEEDED'];
}

function fleetIn(status: FleetStatus, failed: boolean): Ledger {
  const statuses = statusesIn(status, failed);
  const slots = new Map(statuses.flatMap((each, ordinal) => (each === 'RUNNING' ? [[ordinal, { since: 0 }] as const] : [])));
  return { ...fleetOf(3), status, statuses, slots, startedAt: status === 'PENDING' ? null : 0 };
}

/** Its targets that wait to be launched wait for a person: for an answer, or at the gate of their step. */
function waitingFor(command: 'answer' | 'approve', { statuses, ...ledger }: Ledger): Ledger {
  const waits = new Map(statuses.flatMap((status, ordinal) => (status === 'PENDING' ? [[ordinal, 0] as const] : [])));
  return { ...ledger, statuses, ...(command === 'answer' ? { waiting: waits } : { gates: waits }) };
}

caseTable('command', schema, ({ status, command, has_failed_targets }, { result }) => {
  const fleet = fleetIn(status, has_failed_targets);
  const before = command === 'answer' || command === 'approve' ? waitingFor(command, fleet) : fleet;
  const facts = [{ kind: 'command', command: commandOf(command, before.statuses) }] as const;
  const { ledger } = transition(before, facts, 1, timings);
  const [verdict] = ledger.verdicts;
  const said = verdict?.result === 'refused' ? verdict.code : verdict?.result === 'applied' ? 'ok' : verdict?.result;
  expect(said).toBe(result);
});
