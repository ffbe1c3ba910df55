/** What must hold at every write of a ledger, whoever wrote it and in whatever order (semantics 1 to 5). */
import { holdsSlot, isTerminalFleet, isTerminalTarget, targetMoves, type TargetStatus } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { LogEntry } from '../../core/ledger/log-entry.ts';
import { currentCap } from '../../core/ledger/cap.ts';
import { violationsOf } from '../../core/ledger/violations.ts';
import { runsWithChildren } from '../../core/ledger/ledger-record.ts';
import { windowOf } from '../../core/turn/look-ahead.ts';
import { mostRuns, waitingChildren } from '../../core/turn/runs.ts';
import type { LookAhead } from '../../core/turn/timings.ts';
import { lostOnlyDetail } from './log-detail.ts';
import { mostBytes, storedBytes } from './stored-bytes.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import type { TaskRow } from '../../contracts/task.ts';

export interface LedgerWitness {
  readonly fleets: FleetData;
  readonly tasks: TaskData;
  /** Events that were published, by id, as text. */
  readonly published: ReadonlyMap<string, string>;
  /** Names of runs that were ever started. */
  readonly started: ReadonlySet<string>;
  readonly violation: (sentence: string) => void;
  /** The look-ahead of the fleet's runs. */
  readonly lookAhead: LookAhead | undefined;
  readonly digest: (ledger: Ledger) => void;
}

export class LedgerWatch {
  /** What was ever owed, by id: it may be told again, never differently. */
  readonly events = new Map<string, string>();
  readonly entries = new Map<number, LogEntry>();
  readonly verdicts = new Map<string, string>();
  /** Attempts that ended their target, as `ordinal-attempt`. */
  readonly ends = new Set<string>();
  /** Whether a LOST target ever answered after all: what it cost is in its record, and in no sum. */
  hadLateResults = false;
  /** How many commands were judged, by what came of them, and how often the fleet came to a status. */
  readonly happened: Record<string, number> = {};
  #witness: LedgerWitness;

  constructor(witness: LedgerWitness) {
    this.#witness = witness;
  }

  written(before: Ledger | undefined, after: Ledger): void {
    this.#witness.digest(after);
    this.#checkShape(after);
    this.#checkRuns(after);
    this.#checkLaunched(after);
    this.#checkSize(after);
    if (!before) return;
    if (after.version !== before.version + 1) this.#bad(`version ${before.version} was followed by ${after.version}`);
    if (after.lateResults.size > 0) this.hadLateResults = true;
    if (after.status !== before.status) this.#count(`fleet ${after.status}`);
    this.#checkFleet(before, after);
    this.#checkWaits(before, after);
    this.#checkDependencies(before, after);
    this.#checkStops(before, after);
    const retries = this.#retriesIn(before, after);
    after.statuses.forEach((_, ordinal) => {
      this.#checkTarget({ before, after, retries }, ordinal);
    });
    this.#checkOwed(before, after);
    this.#checkVerdicts(before, after);
  }

  /** The records of the targets are laid out before there is a ledger: later they would erase what is known. */
  laidOut(fleetId: string): void {
    if (this.#witness.fleets.ledgers.has(fleetId)) this.#bad(`the targets of fleet ${fleetId} were laid out under its ledger`);
  }

  #count(what: string): void {
    this.happened[what] = (this.happened[what] ?? 0) + 1;
  }

  #bad(sentence: string): void {
    this.#witness.violation(sentence);
  }

  /** What must hold of one ledger by itself is written once, and `doctor --fleet` tells it too. */
  #checkShape(ledger: Ledger): void {
    for (const sentence of violationsOf(ledger)) this.#bad(sentence);
  }

  /** The bounds of children and runs (semantics 3). A target with a slot has a child until it has a task, or is owed one. */
  #checkRuns(ledger: Ledger): void {
    const window = windowOf(currentCap(ledger), this.#witness.lookAhead);
    const waiting = waitingChildren(ledger).length;
    if (waiting > window) this.#bad(`${waiting} waiting targets have a child, more than ${window}`);
    const runs = runsWithChildren(ledger);
    if (runs.length > mostRuns) this.#bad(`runs ${runs.join()} have children at once`);
    const children = ledger.children.filter((run) => run !== 0).length;
    if (children > ledger.slots.size + window) {
      this.#bad(`${children} children for ${ledger.slots.size} slots and ${window} ahead`);
    }
  }

  /**
   * What a slot waits for is what the row of this attempt's task says, or said before it was put off again; and what is new of it is in the
   * log. A target is not LOST for a task that no worker ever took.
   */
  #checkWaits(before: Ledger, after: Ledger): void {
    for (const [ordinal, { waits }] of after.slots) {
      if (!waits) continue;
      const told = this.#rowOf(after, ordinal)?.waits_for;
      if (!told || told.host !== waits.host || Date.parse(told.until) < waits.until) {
        this.#bad(`target ${ordinal} waits until ${waits.until}, its task until ${told?.until ?? 'never'}`);
      }
      if (before.slots.get(ordinal)?.waits === waits) continue;
      this.#count('waits');
      const isTold = after.owedLog.some((entry) => entry.seq > before.logSeq && isAbout(entry, ordinal));
      if (!isTold) this.#bad(`target ${ordinal} waits until ${waits.until}, and no entry of the log says it`);
    }
    after.statuses.forEach((status, ordinal) => {
      const isNew = status === 'LOST' && before.statuses[ordinal] !== 'LOST';
      if (isNew && this.#rowOf(after, ordinal)?.claimed_at === null) {
        this.#bad(`target ${ordinal} is LOST and no worker had its task`);
      }
    });
  }

  /** A target is launched after its dependencies, and waits for none that will never come. */
  #checkDependencies(before: Ledger, after: Ledger): void {
    after.statuses.forEach((status, ordinal) => {
      const isLaunched = holdsSlot(status) && before.statuses[ordinal] !== undefined && !holdsSlot(before.statuses[ordinal]);
      if (isLaunched && isHeldBack(after, ordinal)) this.#bad(`target ${ordinal} was launched before its dependencies`);
      if (status === 'PENDING' && mustBeBlocked(after, ordinal)) {
        this.#bad(`target ${ordinal} waits, and a dependency has ended without success: ${after.statuses.join()}`);
      }
      if (status === 'BLOCKED' && before.statuses[ordinal] !== 'BLOCKED') {
        this.#count('blocked');
        if (!mustBeBlocked(after, ordinal)) this.#bad(`target ${ordinal} was blocked, and no dependency has failed it`);
      }
    });
  }

  /** A target that a person failed never becomes CANCELLED. */
  #checkStops(before: Ledger, after: Ledger): void {
    for (const [ordinal, stop] of before.stops) {
      if (stop === 'fail' && after.statuses[ordinal] === 'CANCELLED') this.#bad(`target ${ordinal} was failed and is CANCELLED`);
    }
    for (const ordinal of after.failedByPerson) {
      const wasAsked = before.failedByPerson.has(ordinal) || before.stops.get(ordinal) === 'fail' || after.verdicts.length > 0;
      if (!wasAsked) this.#bad(`target ${ordinal} was failed by nobody`);
    }
  }

  #asked(ledger: Ledger, ordinal: number, attempt: number): boolean {
    const row = this.#rowOf(ledger, ordinal, attempt);
    return row?.status === 'COMPLETED' && row.question != null;
  }

  #hasDone(ledger: Ledger, ordinal: number, attempt: number): boolean {
    const row = this.#rowOf(ledger, ordinal, attempt);
    return row?.status === 'COMPLETED' && row.build_passed !== false;
  }

  #rowOf({ fleetId, attempts }: Ledger, ordinal: number, attempt = attempts[ordinal] ?? 0): TaskRow | undefined {
    const key = fleetTaskKey(fleetId, ordinal, attempt);
    return [...this.#witness.tasks.rows.values()].find((row) => row.idempotency_key === key);
  }

  /** No slot stays free while a target is ready for it. Where more than the cap decides, the rule is tested in test/core. */
  #checkLaunched(ledger: Ledger): void {
    const { settings, statuses, backoffs, updatedAt, groups, slots } = ledger;
    const isPlain =
      settings.canary === null &&
      settings.ramp === null &&
      settings.launchesPerMinute === null &&
      groups.every(({ path, maxConcurrency }) => path === 'default' && maxConcurrency === undefined);
    if (ledger.status !== 'RUNNING' || ledger.startedAt === null || !isPlain || slots.size >= settings.maxConcurrency) return;
    const isReady = (ordinal: number): boolean =>
      (backoffs.get(ordinal) ?? 0) <= updatedAt &&
      !ledger.waiting.has(ordinal) &&
      !ledger.gates.has(ordinal) &&
      !isHeldBack(ledger, ordinal);
    const ready = statuses.findIndex((status, ordinal) => status === 'PENDING' && isReady(ordinal));
    if (ready >= 0) this.#bad(`target ${ready} is ready and ${slots.size} of ${settings.maxConcurrency} slots are held`);
  }

  #checkSize(after: Ledger): void {
    const bytes = storedBytes(after);
    if (bytes > mostBytes) this.#bad(`the ledger has ${bytes} bytes`);
  }

  #checkFleet(before: Ledger, after: Ledger): void {
    if (isTerminalFleet(before.status) && after.status !== before.status && after.generation === before.generation) {
      this.#bad(`the fleet was ${before.status} and became ${after.status}`);
    }
    const { knownUsd, unknownCount } = before.cost;
    // Only a cost that is told late makes what is unknown less.
    const told = [...before.openCosts].filter(([ordinal, attempt]) => after.openCosts.get(ordinal) !== attempt).length;
    if (after.cost.knownUsd < knownUsd || after.cost.unknownCount < unknownCount - told) this.#bad('the cost fell');
    for (const growing of ['run', 'logSeq', 'revision', 'generation'] as const) {
      if (after[growing] < before[growing]) this.#bad(`${growing} fell from ${before[growing]} to ${after[growing]}`);
    }
  }

  #checkTarget({ before, after, retries }: { before: Ledger; after: Ledger; retries: number }, ordinal: number): void {
    const [from, to] = [before.statuses[ordinal], after.statuses[ordinal]];
    const [last, next] = [before.attempts[ordinal], after.attempts[ordinal]];
    if (from === undefined || to === undefined || last === undefined || next === undefined) {
      this.#bad(`target ${ordinal} came or went`);
      return;
    }
    const move = `target ${ordinal} moved from ${from} (attempt ${last}) to ${to} (attempt ${next})`;
    if (next < last || next > last + Math.max(1, retries)) this.#bad(move);
    if (isTerminalTarget(from)) {
      const isReleased = from === 'BLOCKED' && retries > 0;
      const isRetried = isReleased || (retries > 0 && from !== 'SUCCEEDED' && next > last && after.triggers[ordinal] === 'retry');
      if ((from !== to || last !== next) && !isRetried) this.#bad(`terminal ${move}`);
    } else if (from !== to && next === last && !mayMoveIn({ before, after }, ordinal)) this.#bad(move);
    else if (next > last && !mayTryAgain(from, to, retries)) this.#bad(move);
    const isPassed = from === 'PENDING' && to === 'SUCCEEDED';
    if ((holdsSlot(from) || isPassed) && next === last && isTerminalTarget(to)) this.ends.add(`${ordinal}-${next}`);
    if (this.#isRejectedIn(before, after, ordinal)) this.ends.add(`${ordinal}-${last}`);
    if (holdsSlot(from) && (next > last || (from !== to && isTerminalTarget(to)))) {
      this.#checkRecorded(after, { ordinal, attempt: last, to });
    }
  }

  /** A target that waited for a review, and may have been tried again since. */
  #isRejectedIn(before: Ledger, after: Ledger, ordinal: number): boolean {
    const known = new Set(before.verdicts.map(({ commandId }) => commandId));
    return after.verdicts.some(({ commandId, result }) => {
      const command = known.has(commandId) ? undefined : this.#witness.fleets.commands.get(after.fleetId)?.get(commandId);
      const isAbout = command?.targets?.some(([from, to]) => ordinal >= from && ordinal <= to);
      return result === 'applied' && command?.kind === 'reject' && isAbout === true;
    });
  }

  /** How many retries this write applied. */
  #retriesIn(before: Ledger, after: Ledger): number {
    const known = new Set(before.verdicts.map(({ commandId }) => commandId));
    const commands = this.#witness.fleets.commands.get(after.fleetId);
    return after.verdicts.filter(
      ({ commandId, result }) => result === 'applied' && !known.has(commandId) && commands?.get(commandId)?.kind === 'retry',
    ).length;
  }

  /** Facts first: how an attempt ended is with its target before the ledger says so. */
  #checkRecorded(after: Ledger, { ordinal, attempt, to }: { ordinal: number; attempt: number; to: TargetStatus }): void {
    const outcome = this.#witness.fleets.targets.get(after.fleetId)?.get(ordinal)?.outcomes[String(attempt)];
    // An attempt that asked was completed, and so was one at a step that is not the last, whatever becomes of its target.
    const isDone = this.#asked(after, ordinal, attempt) || this.#hasDone(after, ordinal, attempt);
    const ended = after.attempts[ordinal] === attempt ? to : isDone ? 'SUCCEEDED' : 'FAILED';
    if (outcome?.status !== ended) {
      this.#bad(
        `the ledger says that attempt ${attempt} of target ${ordinal} ended ${ended}, its record says ${outcome?.status ?? 'nothing'}`,
      );
    }
  }

  /** What is owed stays the same, and leaves the ledger only after it is done. */
  #checkOwed(before: Ledger, after: Ledger): void {
    const { published, fleets, started } = this.#witness;
    for (const event of after.owedEvents) this.#same(this.events, event.detail.event_id, JSON.stringify(event), 'event');
    for (const entry of after.owedLog) this.#sameButForDetail(entry);
    const events = new Set(after.owedEvents.map((event) => event.detail.event_id));
    for (const { detail } of before.owedEvents) {
      if (!events.has(detail.event_id) && !published.has(detail.event_id)) {
        this.#bad(`event ${detail.event_id} was never published`);
      }
    }
    const entries = new Set(after.owedLog.map((entry) => entry.seq));
    for (const { seq } of before.owedLog) {
      if (!entries.has(seq) && !fleets.log.get(after.fleetId)?.has(seq)) this.#bad(`log entry ${seq} was never written`);
    }
    const name = `${after.fleetId}-${before.generation}-${before.run}`;
    if (
      before.startOwed &&
      (!after.startOwed || after.run > before.run) &&
      before.owed.includes('child-in-run') &&
      !started.has(name)
    ) {
      this.#bad(`run ${before.run} was never started`);
    }
  }

  #sameButForDetail(entry: LogEntry): void {
    const first = this.entries.get(entry.seq);
    if (first !== undefined && !lostOnlyDetail(first, entry)) {
      this.#bad(`log entry ${entry.seq} was defined anew: ${JSON.stringify(first)} then ${JSON.stringify(entry)}`);
    }
    this.entries.set(entry.seq, entry);
  }

  #same<K>(known: Map<K, string>, key: K, text: string, what: string): void {
    const first = known.get(key);
    if (first !== undefined && first !== text) this.#bad(`${what} ${String(key)} was defined anew: ${first} then ${text}`);
    known.set(key, text);
  }

  /** A command is judged once, and its verdict is forgotten only after its own item holds it. */
  #checkVerdicts(before: Ledger, after: Ledger): void {
    const known = new Set(before.verdicts.map(({ commandId }) => commandId));
    for (const { commandId, result } of after.verdicts) {
      if (!known.has(commandId) && this.verdicts.has(commandId)) this.#bad(`command ${commandId} was judged twice`);
      if (!known.has(commandId)) {
        this.#count(`${this.#witness.fleets.commands.get(after.fleetId)?.get(commandId)?.kind ?? 'command'} ${result}`);
      }
      this.#same(this.verdicts, commandId, result, 'verdict');
    }
    const told = this.#witness.fleets.commands.get(after.fleetId);
    const kept = new Map(after.verdicts.map((verdict) => [verdict.commandId, verdict.owed]));
    for (const { commandId, owed } of before.verdicts) {
      if (owed && kept.get(commandId) !== true && !told?.get(commandId)?.verdict) {
        this.#bad(`the verdict on command ${commandId} was forgotten before its item had it`);
      }
    }
  }
}

/** Whether an entry tells that the target waits, or is one that lists no targets any more. */
const isAbout = ({ action, targets, unlisted }: LogEntry, ordinal: number): boolean =>
  action === 'summarised' ||
  (action === 'waits' && (unlisted !== undefined || (targets ?? []).some(([from, to]) => from <= ordinal && ordinal <= to)));

/** One write may compose several moves: a failed attempt, the next one granted, launched, skipped or cancelled; a retry after a skip. */
const mayTryAgain = (from: TargetStatus, to: TargetStatus, retries: number): boolean =>
  (holdsSlot(from) || (from === 'PENDING' && retries > 0)) &&
  ['PENDING', 'QUEUED', 'CANCELLED', 'SKIPPED', 'BLOCKED'].includes(to);

/** The dependencies of a target by the edges alone: required ones, or optional ones. */
function dependenciesIn({ graph, statuses }: Ledger, ordinal: number, wanted: 'required' | 'optional'): TargetStatus[] {
  const edges = (graph?.edges ?? []).filter(
    ({ from, to, optional }) => ordinal >= from && ordinal < to && optional === (wanted === 'optional'),
  );
  return edges.flatMap(({ onFrom, onTo }) => statuses.slice(onFrom, onTo));
}

const isHeldBack = (ledger: Ledger, ordinal: number): boolean =>
  dependenciesIn(ledger, ordinal, 'required').some((status) => status !== 'SUCCEEDED') ||
  dependenciesIn(ledger, ordinal, 'optional').some((status) => !isTerminalTarget(status));

const mustBeBlocked = (ledger: Ledger, ordinal: number): boolean =>
  dependenciesIn(ledger, ordinal, 'required').some((status) => isTerminalTarget(status) && status !== 'SUCCEEDED');

/** A person who passes the last step over makes a waiting target a success: two moves in one write. */
function mayMoveIn({ before, after }: { before: Ledger; after: Ledger }, ordinal: number): boolean {
  const [from, to] = [before.statuses[ordinal], after.statuses[ordinal]];
  if (from === undefined || to === undefined) return false;
  // A person who rejects what a waiting target made makes it a failure.
  const isRejected = to === 'FAILED' && before.publishing.has(ordinal) && after.failedByPerson.has(ordinal);
  return targetMoves[from].includes(to) || (before.gates.has(ordinal) && (to === 'SUCCEEDED' || isRejected));
}
