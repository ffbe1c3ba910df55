import type {
  Bus,
  FleetStores,
  FleetWorkflow,
  Mailbox,
  ClockAndIds,
  TaskSteering,
  TaskTokens,
  Timers,
} from '../../adapters/ports.ts';
import type { Completion } from '../../contracts/events.ts';
import type { Durations } from '../../contracts/durations.ts';

/** What a fleet's actor needs of the outside. */
export interface ActorPorts {
  readonly stores: FleetStores;
  readonly core: TaskSteering;
  readonly mailbox: Mailbox;
  readonly timers: Timers;
  readonly bus: Bus;
  readonly workflow: FleetWorkflow;
  readonly tokens: TaskTokens;
  readonly clockAndIds: ClockAndIds;
  readonly durations: Durations;
  /** Told of effects that failed; they stay owed. */
  readonly onEffectFailed: (effect: string, error: unknown) => void;
  /** Told when a generation of a fleet has ended, after its event was published. */
  readonly onFinished: (completion: Completion) => void;
  /** Told of each turn that was written or had something to do. */
  readonly onTurn: (fleetId: string, turn: TurnSummary) => void;
  /** Told of each turn that failed; its mail comes again. */
  readonly onMailFailed: (fleetId: string, error: unknown) => void;
}

export interface TurnSummary {
  readonly status: string;
  readonly version: number;
  readonly commands: number;
  readonly facts: number;
  readonly effects: number;
  readonly done: number;
  /** Attempts that ended in this turn, as `ordinal/attempt status`. */
  readonly settled: readonly string[];
}
