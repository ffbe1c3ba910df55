/**
 * The actor against a model that knows nothing but counts: commands and endings in any order, and after each step the fleet
 * has the status, the counts and the verdict that the model has.
 */
import fc from 'fast-check';
import type { Command, TargetCommandKind } from '../../../core/command.ts';
import type { Fact } from '../../../core/turn/facts.ts';
import { countStatuses, holdsSlot } from '../../../core/fleet.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { transition } from '../../../core/transition.ts';
import { fleetOf, timings } from '../fleet-world.ts';

const cap = 3;
type Status = 'RUNNING' | 'PAUSING' | 'PAUSED' | 'ABORTING' | 'CANCELLING' | 'ENDED';

interface Model {
  status: Status;
  waiting: number;
  running: number;
  succeeded: number;
  failed: number;
  skipped: number;
  cancelled: number;
  generation: number;
}

interface Real {
  ledger: Ledger;
  asked: number;
}

/** What a turn comes to once its commands and facts are applied: an end, a rest, or launches. */
function follow(model: Model): void {
  if (model.status === 'RUNNING') {
    const launched = Math.min(cap - model.running, model.waiting);
    model.waiting -= launched;
    model.running += launched;
  }
  if (model.waiting + model.running === 0) model.status = 'ENDED';
  else if (model.status === 'PAUSING' && model.running === 0) model.status = 'PAUSED';
}

function compare(model: Model, { ledger }: Real): void {
  const counts = countStatuses(ledger.statuses);
  const ended = ['SUCCEEDED', 'PARTIAL', 'FAILED', 'ABORTED', 'CANCELLED'].includes(ledger.status);
  expect({
    status: ended ? 'ENDED' : ledger.status,
    waiting: counts.PENDING,
    running: ledger.statuses.filter(holdsSlot).length,
    succeeded: counts.SUCCEEDED,
    failed: counts.FAILED,
    skipped: counts.SKIPPED,
    cancelled: counts.CANCELLED,
    generation: ledger.generation,
  }).toEqual(model);
}

type Wish = { readonly kind: Exclude<Command['kind'], TargetCommandKind | 'answer' | 'approve' | 'reject' | 'steer'> } & {
  readonly skipRemaining?: boolean;
};
const isOnItsWay = (status: Status): boolean => ['RUNNING', 'PAUSING', 'PAUSED'].includes(status);

/** Whether the command takes effect; what it does to the counts. */
function applies(model: Model, { kind, skipRemaining = false }: Wish): boolean {
  const { status } = model;
  switch (kind) {
    case 'pause':
      return status === 'RUNNING';
    case 'continue':
      return skipRemaining ? isOnItsWay(status) : status === 'PAUSING' || status === 'PAUSED';
    case 'abort':
      return isOnItsWay(status);
    case 'cancel':
      return isOnItsWay(status) || status === 'ABORTING';
    case 'retry':
      return model.failed > 0 && (isOnItsWay(status) || status === 'ENDED');
    case 'edit':
      return false;
  }
}

function change(model: Model, { kind, skipRemaining = false }: Wish): void {
  const skip = (): void => {
    model.skipped += model.waiting;
    model.waiting = 0;
  };
  if (kind === 'pause') model.status = 'PAUSING';
  if (kind === 'continue') model.status = 'RUNNING';
  if (kind === 'continue' && skipRemaining) skip();
  if (kind === 'abort') model.status = 'ABORTING';
  if (kind === 'abort') skip();
  if (kind === 'cancel') {
    model.status = 'CANCELLING';
    model.cancelled += model.waiting;
    model.waiting = 0;
  }
  if (kind === 'retry') {
    if (model.status === 'ENDED') model.generation += 1;
    if (model.status === 'ENDED') model.status = 'RUNNING';
    model.waiting += model.failed;
    model.failed = 0;
  }
}

class Tell implements fc.Command<Model, Real> {
  readonly wish: Wish;
  constructor(wish: Wish) {
    this.wish = wish;
  }
  check = (): boolean => true;
  run(model: Model, real: Real): void {
    real.asked += 1;
    const { ledger } = real;
    const asked = {
      id: `c${String(real.asked).padStart(5, '0')}`,
      actorId: 'ann',
      reason: null,
      at: 0,
      generation: ledger.generation,
      expectRevision: null,
    };
    real.ledger = transition(ledger, [{ kind: 'command', command: { ...asked, ...detailsOf(this.wish) } }], 1, timings).ledger;
    const takesEffect = applies(model, this.wish);
    if (takesEffect) change(model, this.wish);
    if (takesEffect) follow(model);
    expect(real.ledger.verdicts.at(-1)?.result === 'applied').toBe(takesEffect);
    expect(real.ledger.revision - ledger.revision).toBe(takesEffect ? 1 : 0);
    compare(model, real);
  }
  toString = (): string => `${this.wish.kind}${this.wish.skipRemaining === true ? ' and skip' : ''}`;
}

function detailsOf({ kind, skipRemaining = false }: Wish) {
  if (kind === 'continue') return { kind, skipRemaining, seenFailed: 0 };
  if (kind === 'retry') return { kind, only: null, targets: null, resetBlocked: true };
  return kind === 'edit' ? { kind, changes: {} } : { kind };
}

class End implements fc.Command<Model, Real> {
  readonly well: boolean;
  constructor(well: boolean) {
    this.well = well;
  }
  check = (model: Readonly<Model>): boolean => model.running > 0;
  run(model: Model, real: Real): void {
    const ordinal = real.ledger.statuses.findIndex(holdsSlot);
    real.ledger = transition(real.ledger, [endOf(real.ledger, ordinal, this.well)], 1, timings).ledger;
    model.running -= 1;
    if (this.well) model.succeeded += 1;
    else model.failed += 1;
    follow(model);
    compare(model, real);
  }
  toString = (): string => (this.well ? 'succeeds' : 'fails');
}

const endOf = (ledger: Ledger, ordinal: number, well: boolean): Fact => ({
  kind: 'task-seen',
  ordinal,
  attempt: ledger.attempts[ordinal] ?? 1,
  status: well ? 'SUCCEEDED' : 'FAILED',
  finalizing: false,
  failure: well ? null : { class: 'agent', code: 'X', message: 'm', retryable: false, by: 'user' },
  costUsd: 1,
  durationMs: 1_000,
  claimedAt: 0,
  overdue: false,

  waits: null,
  asks: false,
});

test('commands do to a fleet what they do to the model', () => {
  const wishes = fc.constantFrom<Wish>(
    { kind: 'pause' },
    { kind: 'continue' },
    { kind: 'continue', skipRemaining: true },
    { kind: 'abort' },
    { kind: 'cancel' },
    { kind: 'retry' },
    { kind: 'retry' },
    { kind: 'edit' },
  );
  const steps = fc.commands([wishes.map((wish) => new Tell(wish)), fc.boolean().map((well) => new End(well))], {
    maxCommands: 60,
    size: 'max',
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), steps, (total, commands) => {
      const running = Math.min(cap, total);
      const counts = { waiting: total - running, running, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
      const model: Model = { status: 'RUNNING', ...counts, generation: 1 };
      const real: Real = { ledger: transition(fleetOf(total, cap, 0), [], 1, timings).ledger, asked: 0 };
      fc.modelRun(() => ({ model, real }), commands);
    }),
    { numRuns: 150 },
  );
});
