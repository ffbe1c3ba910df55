/**
 * What must hold at every write of a ledger that people and a failure policy steer (semantics 3 to 6 and 8): counted here from
 * the statuses alone, by rules written down anew.
 */
import { holdsSlot, isPaused, isTerminalFleet, type TargetStatus } from '../../core/fleet.ts';
import type { GroupRange, Ledger } from '../../core/ledger/ledger.ts';
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import { breachOf, countFailures, Endings } from './breach-rule.ts';

interface SteeringWitness {
  /** A command by its id. */
  readonly commandOf: (commandId: string) => CommandRecord | undefined;
  /** After so many ms a command that does not stop anything is stale. */
  readonly staleAfterMs: number;
  readonly violation: (sentence: string) => void;
}

/** One write, and what it says about commands that no earlier one judged. */
interface Written {
  readonly before: Ledger;
  readonly after: Ledger;
  /** Commands that this write applied, in the order of its verdicts. */
  readonly applied: readonly CommandRecord[];
}

export class SteeringWatch {
  readonly #witness: SteeringWitness;
  readonly #endings = new Endings();
  /** Whether a person ever had anything tried again. */
  #wasRetried = false;
  /** How many targets each turn launched, by its time. */
  readonly #launches: { readonly at: number; readonly count: number }[] = [];

  constructor(witness: SteeringWitness) {
    this.#witness = witness;
  }

  /** Looks at one write. */
  written(before: Ledger, after: Ledger): void {
    const known = new Set(before.verdicts.map(({ commandId }) => commandId));
    const judged = after.verdicts.filter(({ commandId }) => !known.has(commandId));
    const applied = judged.flatMap(({ commandId, result }) =>
      result === 'applied' ? [this.#witness.commandOf(commandId)].filter((command) => command !== undefined) : [],
    );
    const write = { before, after, applied };
    if (applied.some(({ kind }) => kind === 'retry')) this.#wasRetried = true;
    this.#checkOrder(judged.map(({ commandId }) => commandId));
    for (const command of applied) this.#checkApplied(command, write);
    this.#checkLaunches(write);
    this.#checkWaiting(write);
    this.#checkEndings(write);
    this.#checkEvents(write);
  }

  #bad(sentence: string): void {
    this.#witness.violation(sentence);
  }

  #checkOrder(ids: readonly string[]): void {
    if ([...ids].sort().join() !== ids.join()) this.#bad(`commands were judged in the order ${ids.join()}`);
  }

  /** What is too old, or was meant for another generation, is refused; so is what expected another revision. */
  #checkApplied(command: CommandRecord, { before, after, applied }: Written): void {
    const { command_id: id, kind, at, generation } = command;
    const isLate = after.updatedAt - at > this.#witness.staleAfterMs;
    const stops = (kind === 'cancel' || kind === 'abort') && generation === before.generation;
    if (isLate && !stops) {
      this.#bad(`command ${id} (${kind}) was applied ${(after.updatedAt - at) / 1_000} s after it was asked for`);
    }
    if (kind === 'retry' && generation !== before.generation) {
      this.#bad(`retry ${id} was asked of generation ${generation} and applied to generation ${before.generation}`);
    }
    if (applied.length === 1 && command.expect_revision !== null && command.expect_revision !== before.revision) {
      this.#bad(`command ${id} expected revision ${command.expect_revision} and was applied to ${before.revision}`);
    }
  }

  /** Nothing launches but while the fleet runs, within every cap, gate and pace. */
  #checkLaunches({ before, after }: Written): void {
    const launched = launchedBetween(before, after);
    this.#checkBreach(before, after);
    if (launched.length === 0) return;
    const what = `targets ${launched.join()} were launched`;
    // A budget stops the fleet between two launches of a turn.
    const isStopped = after.status === 'PAUSING' && after.reason?.code === 'budget';
    if (after.status !== 'RUNNING' && !isStopped) this.#bad(`${what} and the fleet is ${after.status}`);
    if (after.awaitsApproval) this.#bad(`${what} before the fleet was approved`);
    const { maxConcurrency } = after.settings;
    if (heldIn(after, everything(after)) > maxConcurrency) this.#bad(`${what} beyond the cap of ${maxConcurrency}`);
    for (const group of after.groups) if (launched.some(isIn(group))) this.#checkGroup(after, group, what);
    this.#checkOpenGroups(after, what);
    this.#checkPace(after, launched.length);
    this.#checkFirst(after, what);
  }

  #checkGroup(after: Ledger, group: GroupRange, what: string): void {
    if (group.approval === 'required') this.#bad(`${what}, and group ${group.path} waits for an approval`);
    if (heldIn(after, group) > (group.maxConcurrency ?? Infinity)) this.#bad(`${what} beyond the cap of group ${group.path}`);
  }

  /** A group that a person had tried again is open anew, whatever the others are. */
  #checkOpenGroups(after: Ledger, what: string): void {
    const { maxConcurrentGroups: most } = after.settings;
    // With dependencies, one more group opens where all open ones wait for it.
    if (most === null || this.#wasRetried || after.graph !== null) return;
    const open = after.groups.filter((group) => !group.path.includes('/') && heldIn(after, group) > 0);
    if (open.length > most) this.#bad(`${what} and ${open.length} groups are open`);
  }

  #checkPace({ updatedAt: at, settings: { launchesPerMinute } }: Ledger, count: number): void {
    this.#launches.push({ at, count });
    const recent = this.#launches.filter((launch) => launch.at > at - 60_000).reduce((sum, launch) => sum + launch.count, 0);
    if (recent > (launchesPerMinute ?? Infinity)) this.#bad(`${recent} targets were launched in a minute`);
  }

  /** The canary goes first, and a ramp begins at its start. */
  #checkFirst(after: Ledger, what: string): void {
    const { settings, statuses } = after;
    const { canary, ramp } = settings;
    const started = statuses.filter((status) => holdsSlot(status) || ranOut.has(status)).length;
    if (canary !== null && !after.canaryPassed && !this.#wasRetried && started > canary) {
      this.#bad(`${what} before the canary has passed`);
    }
    const gated = settings.steps.findIndex(({ gate }, place) => gate && place > 0);
    const isThere = after.gates.size + after.publishing.size > 0 || (gated > 0 && after.atSteps.some((step) => step >= gated));
    if (ramp && !statuses.includes('SUCCEEDED') && !isThere && heldIn(after, everything(after)) > ramp.start) {
      this.#bad(`${what} before the ramp had a success`);
    }
  }

  /** The write that records a result is the write that stops the fleet. */
  #checkBreach(before: Ledger, after: Ledger): void {
    this.#endings.note(before, after);
    const { settings, acknowledgedFailures } = after;
    const { policy } = settings;
    if (after.status !== 'RUNNING' || policy === null || !after.statuses.includes('PENDING')) return;
    const counts = countFailures(after, policy);
    const breach = breachOf(policy, counts, this.#endings);
    if (breach !== undefined && counts.failed > acknowledgedFailures) {
      this.#bad(
        `the fleet goes on after a breach (${breach}): ${counts.failed} of ${counts.finished} failed, ${after.statuses.join()}`,
      );
    }
  }

  /** Who waits says why, and only a person ends the wait; what a person has not been shown is not acknowledged. */
  #checkWaiting({ before, after, applied }: Written): void {
    const holds = after.statuses.some(holdsSlot);
    if (isPaused(after.status) && after.reason === null) this.#bad(`the fleet is ${after.status} and says no reason`);
    if (isPaused(after.status) && holds !== (after.status === 'PAUSING')) {
      this.#bad(`the fleet is ${after.status}: ${after.statuses.join()}`);
    }
    const continues = applied.filter(({ kind }) => kind === 'continue');
    const waited = isPaused(before.status) || (before.status === 'PENDING' && before.awaitsApproval);
    // Questions are answered and gates opened, or their targets ended or were sent elsewhere.
    const isHelped =
      forPersons.has(before.reason?.code) &&
      (waitingIn(after) < waitingIn(before) || applied.some(({ kind }) => helping.has(kind)));
    if (waited && after.status === 'RUNNING' && continues.length === 0 && !isHelped) {
      this.#bad(`the fleet was ${before.status} and nobody continued it`);
    }
    const isReopened = isTerminalFleet(before.status) && after.generation > before.generation;
    if (isReopened && !applied.some(({ kind }) => kind === 'retry')) {
      this.#bad('the fleet was opened again and nobody asked for it');
    }
    const shown = Math.max(0, ...continues.map(({ seen_failed }) => seen_failed ?? 0));
    if (after.acknowledgedFailures > Math.max(before.acknowledgedFailures, shown)) {
      this.#bad(`${after.acknowledgedFailures} failures are acknowledged, ${shown} were shown`);
    }
  }

  /** Nothing is skipped or cancelled but by whom it may be, and what runs never is skipped. */
  #checkEndings({ before, after, applied }: Written): void {
    const skips = applied.some(
      ({ kind, skip_remaining }) =>
        kind === 'abort' || kind === 'skip_targets' || (kind === 'continue' && skip_remaining === true),
    );
    const aborts = after.settings.policy?.action === 'abort' && (after.status === 'ABORTING' || after.status === 'ABORTED');
    // A question in a fleet that is being aborted ends its target.
    const mayHaveAsked = (o: number): boolean =>
      (after.status === 'ABORTING' || after.status === 'ABORTED') && holdsSlot(before.statuses[o] ?? 'PENDING');
    const isSkipped = after.statuses.some((each, o) => each === 'SKIPPED' && isNewly(before, after, o) && !mayHaveAsked(o));
    if (isSkipped && !skips && !aborts && !before.skipsAtGates) this.#bad('a target was skipped and nobody asked for it');
    const cancelled = after.statuses.some((each, o) => each === 'CANCELLED' && before.statuses[o] === 'PENDING');
    if (cancelled && !applied.some(({ kind }) => kind === 'cancel' || kind === 'cancel_targets')) {
      this.#bad('a target was cancelled and nobody asked for it');
    }
  }

  /** Each transition has its event, once. */
  #checkEvents({ before, after }: Written): void {
    const known = new Set(before.owedEvents.map(({ detail }) => detail.event_id));
    const told = after.owedEvents.filter(({ detail }) => !known.has(detail.event_id)).map(({ type }) => type);
    const expect = (type: (typeof told)[number], happened: boolean): void => {
      const times = told.filter((each) => each === type).length;
      if (happened && times !== 1) {
        this.#bad(`${type} is owed ${times} times: the fleet was ${before.status} and is ${after.status}`);
      }
    };
    expect('Fleet Paused', before.status !== 'PAUSED' && after.status === 'PAUSED');
    expect('Fleet Finished', !isTerminalFleet(before.status) && isTerminalFleet(after.status));
    expect('Fleet Started', before.startedAt !== after.startedAt);
  }
}

const ranOut: ReadonlySet<TargetStatus> = new Set(['SUCCEEDED', 'FAILED', 'LOST'] as const);
const everything = (ledger: Ledger) => ({ from: 0, to: ledger.statuses.length });
type Range = Pick<GroupRange, 'from' | 'to'>;
const isIn =
  ({ from, to }: Range) =>
  (ordinal: number): boolean =>
    ordinal >= from && ordinal < to;
const heldIn = ({ statuses }: Ledger, { from, to }: Range): number => statuses.slice(from, to).filter(holdsSlot).length;

const isNewly = (before: Ledger, after: Ledger, ordinal: number): boolean =>
  before.statuses[ordinal] !== after.statuses[ordinal] || before.attempts[ordinal] !== after.attempts[ordinal];

/** Ordinals that got a slot by this write. */
const launchedBetween = (before: Ledger, after: Ledger): number[] =>
  after.statuses.flatMap((status, ordinal) => {
    const was = before.statuses[ordinal];
    const isNew = was === undefined || !holdsSlot(was) || before.attempts[ordinal] !== after.attempts[ordinal];
    return holdsSlot(status) && isNew ? [ordinal] : [];
  });

/** Reasons for which a fleet waits for persons to do something about single targets. */
const forPersons: ReadonlySet<string | undefined> = new Set(['question', 'merge_ready', 'step_gate', 'batch_done', 'review']);
const helping: ReadonlySet<string> = new Set(['retry', 'approve', 'reject', 'steer']);
const waitingIn = ({ waiting, gates }: Ledger): number => waiting.size + gates.size;
