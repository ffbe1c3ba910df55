import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, region } from '../front/local-client.ts';
import type { RuntimeLogger } from '../../runtime-logger.ts';
import { matchesPattern } from './event-pattern.ts';
import type { Json, JsonObject } from '../../template/json.ts';
import { messageOf } from '../../error-facts.ts';

/** A rule with a pattern, on one bus. */
export interface BusRule {
  readonly name: string;
  readonly bus: string;
  readonly pattern: JsonObject;
  readonly targets: readonly BusTarget[];
}

export interface BusTarget {
  /** @throws when the target failed on the event */
  deliver(event: JsonObject): Promise<unknown>;
  /** Takes an event that the target failed on for good; undefined: it is logged and gone. */
  readonly deadLetter: ((event: JsonObject) => Promise<void>) | undefined;
}

export interface BusOptions {
  /** Besides the account's default bus. */
  readonly names: readonly string[];
  readonly rules: readonly BusRule[];
  readonly logger: RuntimeLogger;
  /** Is shown each event before it is accepted. @throws when it must not be */
  readonly note?: ((event: JsonObject) => void) | undefined;
}

export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
}

const attempts = 3;
const firstPauseMs = 200;

/** The buses of the template and the account's default bus: gives each event to the targets of the rules that match it. */
export class EventBus {
  private readonly names: ReadonlySet<string>;
  private readonly options: BusOptions;
  private readonly deliveries = new Set<Promise<void>>();

  constructor(options: BusOptions) {
    this.names = new Set(['default', ...options.names]);
    this.options = options;
  }

  /** Takes an event; delivery goes on after it returns. @returns the event's id, undefined if there is no such bus */
  publish(bus: string, entry: EventEntry): string | undefined {
    if (!this.names.has(bus)) return undefined;
    const id = randomUUID();
    const event = envelope(id, entry);
    this.options.note?.(event);
    for (const rule of this.options.rules) {
      if (rule.bus === bus && matchesPattern(rule.pattern, event)) this.deliverAll(rule, event);
    }
    return id;
  }

  /** Resolves when what was published has been delivered or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.deliveries);
  }

  private deliverAll(rule: BusRule, event: JsonObject): void {
    for (const target of rule.targets) {
      const delivery = this.deliver(rule, target, event).finally(() => this.deliveries.delete(delivery));
      this.deliveries.add(delivery);
    }
  }

  private async deliver(rule: BusRule, target: BusTarget, event: JsonObject): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        await target.deliver(event);
        return;
      } catch (error) {
        this.options.logger.warn(`rule ${rule.name}, attempt ${attempt}: ${messageOf(error)}`);
        if (attempt < attempts) await sleep(firstPauseMs * 2 ** attempt);
      }
    }
    await target.deadLetter?.(event).catch(() => undefined);
  }
}

function envelope(id: string, { source, detailType, detail }: EventEntry): JsonObject {
  return {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account,
    time: new Date().toISOString(),
    region,
    resources: [],
    detail,
  };
}
