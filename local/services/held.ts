import type { EmbeddedServices } from './embedded-services.ts';

/** What the runtime holds in memory of what goes on, as counts. */
export interface Held {
  /** Executions with their data: those that run. */
  readonly executions: number;
  /** Executions that ended and of which the name and the end are remembered; limited. */
  readonly endedExecutions: number;
  /** Task tokens that wait for their answer. */
  readonly tokens: number;
}

export function heldBy({ machines, tokens }: Pick<EmbeddedServices, 'machines' | 'tokens'>): Held {
  const sum = (of: 'running' | 'ended'): number => machines.reduce((total, { counts }) => total + counts[of], 0);
  return { executions: sum('running'), endedExecutions: sum('ended'), tokens: tokens.waitingCount };
}
