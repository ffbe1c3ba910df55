import type {
  Bus,
  FleetStores,
  FleetWorkflow,
  Mailbox,
  ReceivedMail,
  ClockAndIds,
  TaskSteering,
  TaskTokens,
  Timers,
} from '../../adapters/ports.ts';
import type { Completion } from '../../contracts/events.ts';
import type { Durations } from '../../contracts/durations.ts';
import type { Timings } from '../../core/turn/timings.ts';

/** The ports of the actor: everything outside that a turn may use. */
export interface ActorPorts {
  readonly stores: FleetStores;
  readonly core: TaskSteering;
  readonly mailbox: Mailbox & ReceivedMail;
  readonly timers: Timers;
  readonly bus: Bus;
  readonly workflow: FleetWorkflow;
  readonly tokens: TaskTokens;
  readonly clockAndIds: ClockAndIds;
  /** A signal that is aborted after so many seconds. */
  readonly after: (seconds: number) => AbortSignal;
  readonly durations: Durations & Pick<Timings, 'lookAhead'>;
  /** Called for each effect that failed; it stays owed. */
  readonly onEffectFailed: (effect: string, error: unknown) => void;
  /** Called when a generation of a fleet has ended, after its event was published. */
  readonly onFinished: (completion: Completion) => void;
  /** Called after each turn. */
  readonly onTurn: (fleetId: string, turn: TurnSummary) => void;
  /** Called for each turn that failed; its messages come again. */
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
