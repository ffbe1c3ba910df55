/**
 * People pause, continue, edit, retry, abort and cancel at random moments of a fleet whose tasks fail now and then, and the runtime
 * is killed in between; in the end somebody comes back to it for as long as it waits.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPaused, isTerminalFleet } from '../../../core/fleet.ts';
import type { ClientAnswer } from '../../../contracts/http/client.ts';
import type { FleetView } from '../../../contracts/http/fleet.ts';
import type { SubmitRequest } from '../../../contracts/http/submit.ts';
import type { Random } from '../../simulation/random.ts';
import { checkSteered } from '../check-steered.ts';
import type { Fault, Ran } from '../fault.ts';
import { decided, instantFleet, submit } from '../fleets.ts';
import { Records } from '../records.ts';
import type { Stage } from '../stage/stage.ts';
import { patienceMs } from '../../patience.ts';

const size = 10;
/** What people ask for before they only want it to end. */
const mostAsked = 9;
const longestPauseMs = 400;

export const steerAtRandom: Fault = {
  name: 'steer-at-random',
  says: 'commands and kill -9 of the runtime at random moments',
  runs: 60,
  short: 2,
  async run(stage, chance) {
    stage.do(() => ({ passes: chance.chance(0.7), afterMs: chance.whole(0, 300) }));
    const failure = chance.of<SubmitRequest['failure']>([
      { threshold_percent: 30, min_finished: 2 },
      { threshold_count: 2 },
      null,
    ]);
    const fleetId = await submit(stage, {
      ...instantFleet(size, 'Steered'),
      require_approval: true,
      max_concurrency: 3,
      failure,
    });
    const steering = new Steering(stage, chance, fleetId);
    return await steering.toTheEnd();
  },
};

class Steering {
  private readonly records: Records;
  private killed = 0;
  private accepted = 0;
  private refused = 0;

  private readonly stage: Stage;
  private readonly chance: Random;
  private readonly fleetId: string;

  constructor(stage: Stage, chance: Random, fleetId: string) {
    this.stage = stage;
    this.chance = chance;
    this.fleetId = fleetId;
    this.records = new Records(stage, fleetId);
  }

  async toTheEnd(): Promise<Ran> {
    const { chance } = this;
    // It waits for this one, which is accepted in every run.
    await this.ask('continue', await this.records.look());
    for (let asked = chance.whole(3, mostAsked); asked > 0; asked -= 1) {
      await sleep(chance.whole(0, longestPauseMs));
      const fleet = await this.records.look();
      const asking = this.ask(isTerminalFleet(fleet.status) ? 'retry' : chance.of(wishes), fleet);
      if (this.killed === 0 && chance.chance(0.15)) await this.kill();
      await asking;
    }
    await this.comeBack();
    await checkSteered(this.stage, this.fleetId, this.records);
    const note = `${this.accepted} commands accepted, ${this.refused} refused, ${this.killed} kills`;
    return { happened: this.accepted > 0, note };
  }

  /** As it may happen in the middle of a command. */
  private async kill(): Promise<void> {
    await sleep(this.chance.whole(0, 60));
    await this.stage.kill();
    await this.stage.boot();
    this.killed += 1;
  }

  /** Whoever is waited for decides, until it has ended. */
  private async comeBack(): Promise<void> {
    for (const end = Date.now() + patienceMs; ;) {
      const fleet = await this.records.look();
      if (isTerminalFleet(fleet.status)) return;
      if (isPaused(fleet.status)) await this.ask('continue', fleet);
      if (Date.now() > end) throw new Error(`fleet ${this.fleetId} does not end: ${fleet.status}`);
      await sleep(longestPauseMs);
    }
  }

  private async ask(wish: Wish, { max_concurrency }: FleetView): Promise<void> {
    const of = { params: { fleet_id: this.fleetId }, headers: { 'idempotency-key': randomUUID() } };
    const { chance } = this;
    const cap = 1 + (max_concurrency % 4);
    const body = { reason: 'at random' };
    const asks: Record<Wish, (stage: Stage) => Promise<ClientAnswer<unknown>>> = {
      pause: ({ client }) => client.pauseFleet({ ...of, body }),
      continue: ({ client }) => client.continueFleet({ ...of, body }),
      skip: ({ client }) => client.continueFleet({ ...of, body: { skip_remaining: true } }),
      retry: ({ client }) => client.retryFleet({ ...of, body }),
      edit: ({ client }) => client.editFleet({ params: of.params, body: { max_concurrency: cap } }),
      abort: ({ client }) => client.abortFleet({ ...of, body }),
      cancel: ({ client }) => client.cancelFleet({ ...of, body }),
    };
    // Now and then two people ask for the same at once.
    const times = chance.chance(0.15) ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: times }, () => decided(() => asks[wish](this.stage))));
    for (const answer of answers) {
      if (answer.ok) this.accepted += 1;
      else if (answer.status === 409) this.refused += 1;
      else throw new Error(`${wish}: ${answer.status} ${answer.error.message}`);
    }
  }
}

type Wish = 'pause' | 'continue' | 'skip' | 'retry' | 'edit' | 'abort' | 'cancel';
const wishes: readonly [Wish, ...Wish[]] = [
  ...(['pause', 'pause', 'pause', 'continue', 'continue', 'continue', 'retry', 'retry', 'edit', 'edit'] as const),
  ...(['skip', 'abort', 'cancel'] as const),
];
