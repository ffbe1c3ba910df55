/** Counts what the runtime holds in memory. */
import type { EmbeddedServices } from './embedded-services.ts';

export interface Held {
  /** Executions that run, with their data. */
  readonly executions: number;
  /** Executions that ended, of which the name and the end are kept. Their number is limited. */
  readonly endedExecutions: number;
  /** Task tokens that have no answer yet. */
  readonly tokens: number;
}

export function heldBy({ machines, tokens }: Pick<EmbeddedServices, 'machines' | 'tokens'>): Held {
  const sum = (of: 'running' | 'ended'): number => machines.reduce((total, { counts }) => total + counts[of], 0);
  return { executions: sum('running'), endedExecutions: sum('ended'), tokens: tokens.waitingCount };
}
