/**
 * What must hold of reviews (semantics 27), by rules written down anew: nothing is published that nobody has approved since it came to its
 * review, and exactly that is.
 */
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import { parseFleetTaskKey } from '../../contracts/keys.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';

interface ReviewsWitness {
  readonly tasks: TaskData;
  readonly ledgerNow: () => Ledger | undefined;
  /** A command by its id. */
  readonly commandOf: (commandId: string) => CommandRecord | undefined;
  readonly violation: (sentence: string) => void;
  /** Told of something that happened, by its name. */
  readonly count: (what: string) => void;
}

const commitOf = ({ kept }: TaskRow): string | undefined => kept?.work[0]?.commit;

export class ReviewsWatch {
  readonly #witness: ReviewsWitness;
  /** By target: the commit that is reviewed, and the one that a person has approved. */
  readonly #reviewed = new Map<number, string | undefined>();
  readonly #approved = new Map<number, string | undefined>();

  constructor(witness: ReviewsWitness) {
    this.#witness = witness;
  }

  written(before: Ledger, after: Ledger): void {
    if (!after.settings.reviews) return;
    const known = new Set(before.verdicts.map(({ commandId }) => commandId));
    const news = after.verdicts.filter(({ commandId, result }) => result === 'applied' && !known.has(commandId));
    const commands = news.flatMap(({ commandId }) => this.#witness.commandOf(commandId) ?? []);
    for (const command of commands) this.#decided(before, command);
    for (const ordinal of after.statuses.keys()) this.#follow(before, after, ordinal);
  }

  /** A decision is about targets that waited when it was given. */
  #decided(before: Ledger, { kind, command_id: id, targets = [], at, seen_gate: seen = at }: CommandRecord): void {
    if (kind !== 'approve' && kind !== 'reject' && kind !== 'steer') return;
    for (const [from, to] of targets) {
      for (let ordinal = from; ordinal <= to; ordinal += 1) {
        const arrival = before.gates.get(ordinal);
        if (!before.publishing.has(ordinal) || arrival === undefined) continue;
        if (arrival > seen) this.#witness.violation(`${kind} ${id} was given before target ${ordinal} came to its review`);
        this.#witness.count(`${kind} of a review`);
        if (kind === 'approve') this.#approved.set(ordinal, this.#reviewed.get(ordinal));
        else this.#approved.delete(ordinal);
      }
    }
  }

  #follow(before: Ledger, after: Ledger, ordinal: number): void {
    const waits = after.publishing.has(ordinal) && after.gates.has(ordinal);
    if (waits && after.gates.get(ordinal) !== before.gates.get(ordinal)) {
      this.#approved.delete(ordinal);
      this.#reviewed.set(ordinal, this.#keptBefore(after, ordinal));
      this.#witness.count('arrivals at reviews');
    }
    const isNew = before.statuses[ordinal] !== 'SUCCEEDED' && after.statuses[ordinal] === 'SUCCEEDED';
    if (!isNew) return;
    const rows = this.#rowsOf(after, ordinal);
    // What began anew and changed nothing has left nothing to publish.
    const isWork = ({ row }: { readonly row: TaskRow }): boolean => row.status === 'COMPLETED' && row.keep_for_review === true;
    const work = rows.findLast(isWork)?.row;
    if (work === undefined || commitOf(work) === undefined) return;
    const last = this.#keptBefore(after, ordinal, Infinity);
    const published = rows.findLast(({ row }) => row.publish && row.status === 'COMPLETED')?.row;
    if (published?.publish?.work[0]?.commit !== last) {
      this.#witness.violation(
        `target ${ordinal} succeeded with ${String(last)}, and ${published?.task_id ?? 'no task'} published it`,
      );
    }
  }

  /** What the last attempt before the current one kept. */
  #keptBefore(ledger: Ledger, ordinal: number, until = ledger.attempts[ordinal] ?? 0): string | undefined {
    const rows = this.#rowsOf(ledger, ordinal).filter(({ attempt }) => attempt < until);
    const found = rows.findLast(({ row }) => commitOf(row) !== undefined);
    return found && commitOf(found.row);
  }

  #rowsOf({ fleetId }: Ledger, ordinal: number): { readonly attempt: number; readonly row: TaskRow }[] {
    const rows = [...this.#witness.tasks.rows.values()].flatMap((row) => {
      const of = parseFleetTaskKey(fleetId, row.idempotency_key);
      return of?.ordinal === ordinal ? [{ attempt: of.attempt, row }] : [];
    });
    return rows.sort((a, b) => a.attempt - b.attempt);
  }

  /** A task was created. */
  created(row: TaskRow): void {
    const ledger = this.#witness.ledgerNow();
    const ordinal = ledger && parseFleetTaskKey(ledger.fleetId, row.idempotency_key)?.ordinal;
    if (ordinal === undefined || !row.publish) return;
    const commit = row.publish.work[0]?.commit;
    if (!this.#approved.has(ordinal) || this.#approved.get(ordinal) !== commit) {
      const approved = this.#approved.has(ordinal) ? String(this.#approved.get(ordinal)) : 'nothing';
      this.#witness.violation(
        `task ${row.task_id} publishes ${String(commit)} of target ${ordinal}, and ${approved} was approved`,
      );
    }
    this.#witness.count('publishing tasks');
  }
}
