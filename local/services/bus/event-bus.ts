/**
 * The buses of the template, and the default bus of the account: gives each event to the targets of the rules that match it. A
 * delivery that fails is tried three times, then the event goes to the dead-letter queue of the target.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, region } from '../front/local-client.ts';
import type { RuntimeLogger } from '../../runtime-logger.ts';
import { matchesPattern } from './event-pattern.ts';
import type { Json, JsonObject } from '../../template/json.ts';
import { messageOf } from '../../../core/text/message-of-error.ts';

export interface BusRule {
  readonly name: string;
  readonly bus: string;
  readonly pattern: JsonObject;
  readonly targets: readonly BusTarget[];
}

export interface BusTarget {
  /** @throws when the target fails on the event */
  deliver(event: JsonObject): Promise<unknown>;
  /** Takes an event after the last attempt failed. Undefined: the event is lost, and the log says so. */
  readonly deadLetter: ((event: JsonObject) => Promise<void>) | undefined;
}

export interface BusOptions {
  /** Names of the buses beside the default bus. */
  readonly names: readonly string[];
  readonly rules: readonly BusRule[];
  readonly logger: RuntimeLogger;
  /** Called with each event before it is accepted. @throws when the event cannot be accepted */
  readonly note?: ((event: JsonObject) => void) | undefined;
}

export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
}

const attempts = 3;
const firstPauseMs = 200;

export class EventBus {
  private readonly names: ReadonlySet<string>;
  private readonly options: BusOptions;
  private readonly deliveries = new Set<Promise<void>>();

  constructor(options: BusOptions) {
    this.names = new Set(['default', ...options.names]);
    this.options = options;
  }

  /** Accepts an event; its delivery goes on afterwards. @returns the id of the event, undefined when there is no such bus */
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

  /** Resolves when no delivery is under way. */
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
        this.options.logger.warn(
          `The rule ${rule.name} could not deliver an event (attempt ${attempt} of ${attempts}): ${messageOf(error)}`,
        );
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
