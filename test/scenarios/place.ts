/** Where a system of a scenario runs: in a process of its own (embedded-place.ts), or deployed (deployed-place.ts). */
import type { DeployedStack } from './deployed-stack.ts';

export interface SystemOptions {
  /** A deployed stack besides the one that BGAGENT_STACK names. */
  readonly stack?: DeployedStack;
  readonly workers?: number;
  readonly concurrency?: number;
  readonly durations?: Readonly<Record<string, number>>;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Path of a worker.yaml; without it commands may write to the system's marks. */
  readonly workerConfig?: string;
  /** Nothing is kept from commands, on any machine. */
  readonly sandbox?: 'none';
}

export interface Access {
  readonly apiUrl: string;
  readonly token: string;
  /** Whose token it is. */
  readonly user: string;
}

/** An event of a fleet, as whoever listens to the bus got it. */
export interface PublishedEvent {
  readonly type: string;
  readonly detail: { readonly event_id: string; readonly fleet_id: string; readonly status: string };
}

export interface Place {
  /** Milliseconds after which a fleet that does not end has failed its scenario. */
  readonly patience: number;
  /** Starts the system, or goes on where it was; answers how to reach it. */
  start(): Promise<Access>;
  /** As a power cut would: no signal handler runs. */
  killHard(): Promise<void>;
  stop(): Promise<void>;
  /** All events that were published, by then, of any fleet; undefined where nobody can listen to the bus. */
  publishedEvents(): Promise<readonly PublishedEvent[] | undefined>;
}
