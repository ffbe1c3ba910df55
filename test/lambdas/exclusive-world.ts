/**
 * Exclusive fleets that are submitted, ended and retried at the same time, on tables that answer after a while, by processes that die.
 * Each access to a table is done at a time of its own, so accesses of several processes interleave in every way. The seed decides all.
 */
import type { FleetStores, TaskCore } from '../../adapters/ports.ts';
import { durationsSchema } from '../../contracts/durations.ts';
import { submitBody } from '../../contracts/http/submit.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { ApiPorts, Caller } from '../../lambdas/api/api-ports.ts';
import { submitFleet } from '../../lambdas/api/fleets/submit/submit-fleet.ts';
import { claimedRepos } from '../../lambdas/exclusive-claims.ts';
import { takeTurn } from '../../lambdas/fleet-mailbox/take-turn.ts';
import { onboarded } from '../tasks/task-platform.ts';
import { Random } from '../simulation/random.ts';
import { stepped, type Access } from '../simulation/stepped.ts';
import { ulidOf } from '../simulation/ulid-of.ts';
import { emptyFleetData, fleetStoresInMemory } from '../twins/fleet-stores-in-memory.ts';
import { listeningPorts } from './fleet-parts.ts';

/** All tries of one request to a table end within this time. */
const longestMs = 15_000;
const ann: Caller = { sub: 'ann', isOperator: false, groups: [], scopes: 'all', isMachine: false };

interface Event {
  readonly at: number;
  readonly happen: () => unknown;
}

export class ExclusiveWorld {
  readonly violations: string[] = [];
  /** What came of all that was asked for. */
  readonly happened: Record<string, number> = {};
  readonly data = emptyFleetData();
  now = Date.UTC(2026, 10, 20);
  readonly #random: Random;
  readonly #events: Event[] = [];
  readonly #stores: FleetStores;
  #ids = 0;
  /** No attempt ever gets a task, and its key is closed when that is asked for. */
  readonly #closed = new Set<string>();
  readonly #core: Partial<TaskCore> = {
    closeKey: (key) => Promise.resolve(void this.#closed.add(key)).then(() => ({ closed: true })),
    lookUpKey: (key) => Promise.resolve(this.#closed.has(key) ? { userId: 'ann', closed: true } : undefined),
  };

  constructor(seed: number) {
    this.#random = new Random(seed);
    const stores = fleetStoresInMemory(this.data);
    const { ledgers } = stores;
    const checked = async (written: Promise<boolean>): Promise<boolean> => {
      const done = await written;
      this.#checkDisjoint();
      return done;
    };
    this.#stores = {
      ...stores,
      ledgers: {
        ...ledgers,
        putLedgerIfAbsent: (ledger) => checked(ledgers.putLedgerIfAbsent(ledger)),
        putLedgerAtVersion: (ledger) => checked(ledgers.putLedgerAtVersion(ledger)),
      },
    };
  }

  at(afterMs: number, happen: () => unknown): void {
    this.#events.push({ at: this.now + afterMs, happen });
  }

  async run(): Promise<void> {
    for (;;) {
      const next = this.#events.reduce<Event | undefined>(
        (first, each) => (first && first.at <= each.at ? first : each),
        undefined,
      );
      if (!next) return;
      this.#events.splice(this.#events.indexOf(next), 1);
      this.now = Math.max(this.now, next.at);
      await next.happen();
      // Whoever waited for it comes to its next access.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** A process that may die: its accesses then are not done, or done and not answered. */
  #process(mayDie: boolean): { readonly access: Access; readonly died: Promise<'died'> } {
    let left = mayDie && this.#random.chance(0.4) ? this.#random.whole(0, 15) : Infinity;
    let die: (died: 'died') => void;
    const died = new Promise<'died'>((resolve) => (die = resolve));
    const access: Access = (_, act) =>
      new Promise((resolve, reject) => {
        left -= 1;
        if (left < 0) {
          if (left === -1 && this.#random.chance(0.5)) this.at(this.#wait(), act);
          die('died');
          return;
        }
        this.at(this.#wait(), () => act().then(resolve, reject));
      });
    return { access, died };
  }

  #wait = (): number => (this.#random.chance(0.1) ? this.#random.whole(0, longestMs) : this.#random.whole(1, 200));
  #stepped(access: Access): FleetStores {
    const parts = Object.entries(this.#stores).map(([name, store]): [string, object] => [
      name,
      stepped(store as object, name, access),
    ]);
    return Object.fromEntries(parts) as unknown as FleetStores;
  }
  readonly #clockAndIds = { now: () => this.now, newId: () => ulidOf(this.now, (this.#ids += 1)) };
  #count(what: string): void {
    this.happened[what] = (this.happened[what] ?? 0) + 1;
  }

  /** Submits an exclusive fleet with these repositories. */
  async submit(repos: readonly string[], key: string, mayDie: boolean): Promise<void> {
    const { access, died } = this.#process(mayDie);
    const ports = {
      ...listeningPorts(this.#stores),
      ...{ stores: this.#stepped(access), clockAndIds: this.#clockAndIds },
      repos: { getRepos: (names: readonly string[]) => Promise.resolve(new Map(names.map((name) => [name, onboarded(name)]))) },
      sleep: (ms: number) =>
        new Promise((resolve) => {
          this.at(ms, () => {
            resolve(undefined);
          });
        }),
      settings: { ...{ allowShell: false, callerVerifiers: false, agents: null }, durations: durationsSchema.parse({}) },
      // Only what a submit uses.
    } as unknown as ApiPorts;
    const body = submitBody.parse({ targets: [...repos], task_description: 'Do it.', exclusive: true });
    const request = {
      ...{ body, rawBody: body, params: undefined, query: undefined, caller: ann },
      ...{ requestId: 'r', idempotencyKey: key, ifNoneMatch: undefined, method: 'POST', path: '/v1/fleets' },
      pages: { sign: (position: string) => Promise.resolve(position), read: (token: string) => Promise.resolve(token) },
    };
    const answer = await Promise.race([submitFleet(ports, request), died]);
    if (answer === 'died') this.#count('submit died');
    else this.#count(answer.kind === 'error' ? answer.error.code : 'submitted');
  }

  /** Takes a turn of the fleet, after it was asked to cancel or to retry what was cancelled. */
  async turn(fleetId: string, kind: 'cancel' | 'retry' | undefined, mayDie: boolean): Promise<void> {
    const ledger = this.data.ledgers.get(fleetId);
    if (kind !== undefined && ledger) {
      const asked = { command_id: this.#clockAndIds.newId(), fleet_id: fleetId, actor: 'ann', reason: null, at: this.now };
      const { generation } = ledger;
      const more = {
        kind,
        generation,
        expect_revision: null,
        verdict: null,
        ...(kind === 'retry' ? { only: 'cancelled' as const } : {}),
      };
      await this.#stores.commands.putCommandIfAbsent({ ...asked, ...more });
    }
    const { access, died } = this.#process(mayDie);
    const after = () => new AbortController().signal;
    const ports = {
      ...listeningPorts(this.#stores, this.#core),
      stores: this.#stepped(access),
      clockAndIds: this.#clockAndIds,
      after,
    };
    const ended = await Promise.race([
      takeTurn(ports, fleetId, [{ kind: 'look', fleet_id: fleetId, ordinals: [0, 1, 2, 3] }]).then(
        () => 'turn',
        () => 'turn failed',
      ),
      died,
    ]);
    this.#count(ended === 'died' ? 'turn died' : ended);
  }

  /** How many commands were judged so, by kind, result and code. */
  verdicts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { kind, verdict } of [...this.data.commands.values()].flatMap((each) => [...each.values()])) {
      const what = [kind, verdict?.result ?? 'waits', verdict?.code ?? ''].join(' ').trim();
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return counts;
  }

  readonly reposOf = ({ fleetId }: Ledger): string[] => claimedRepos([...(this.data.targets.get(fleetId)?.values() ?? [])]);

  /** No repository belongs to two exclusive fleets that go on, and who goes on has its claims. */
  #checkDisjoint(): void {
    const owners = new Map<string, string>();
    for (const ledger of this.data.ledgers.values()) {
      if (isTerminalFleet(ledger.status)) continue;
      for (const repo of this.reposOf(ledger)) {
        const other = owners.get(repo);
        if (other !== undefined) this.violations.push(`${repo} belongs to ${other} and ${ledger.fleetId}`);
        owners.set(repo, ledger.fleetId);
        const holder = this.data.claims.get(repo)?.fleetId;
        if (holder !== ledger.fleetId) this.violations.push(`${repo} of ${ledger.fleetId} is claimed by ${holder ?? 'nobody'}`);
      }
    }
  }
}
