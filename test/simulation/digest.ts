/**
 * What was decided and done in a world, as a digest: each write of its ledger with the state of all targets, the log entries,
 * events, verdicts and effects that it owes, and when. Sentences are left out, because rewording one decides nothing.
 */
import { createHash } from 'node:crypto';
import { effectsOwed, type Effect } from '../../core/turn/effects.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';

export class Digest {
  readonly #hash = createHash('sha256');

  /** @param atS virtual seconds since the start of the world */
  written(ledger: Ledger, atS: number): void {
    const { version, revision, status, generation, statuses, attempts, triggers, classes, cost, wakeAt } = ledger;
    const state = [
      version,
      revision,
      status,
      generation,
      ledger.reason?.code,
      statuses,
      attempts,
      triggers,
      classes,
      cost,
      wakeAt,
    ];
    this.#hash.update(JSON.stringify([atS, ...state, [...ledger.slots], effectsOwed(ledger).map(withoutSentences)]));
  }

  /** Eight letters are enough to see that a world went another way. */
  get short(): string {
    return this.#hash.digest('hex').slice(0, 8);
  }
}

/** The same for an effect whatever it is called in the code. */
function withoutSentences(effect: Effect): unknown[] {
  switch (effect.kind) {
    case 'verdict': {
      const { commandId, result, code, refused } = effect.verdict;
      return ['verdict', commandId, result, code, refused];
    }
    case 'start-run':
      return ['run', effect.generation, effect.run, effect.ordinals];
    case 'publish':
      return ['event', effect.event.type, effect.event.detail.event_id, effect.event.detail['status']];
    case 'log': {
      const { seq, at, actor, action, targets, attempt, counts } = effect.entry;
      return ['log', seq, at, actor, action, targets, attempt, counts];
    }
    case 'publish-ends':
      return ['end of target', effect.ordinal, effect.from];
    case 'release-claims':
      return ['release claims', effect.generation];
    case 'wake':
      return ['wake', effect.ordinal, effect.again];
    case 'close-key':
      return ['close key', effect.ordinal, effect.attempt];
    case 'cancel-task':
      return [
        'cancel task',
        effect.ordinal,
        effect.attempt,
        effect.why === 'overdue',
        ...(effect.why === 'failed' ? ['failed'] : []),
      ];
  }
}
