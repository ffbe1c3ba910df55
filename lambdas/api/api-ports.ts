import type { Durations } from '../../contracts/durations.ts';
import type { FleetStores, Mailbox, RepoStore, ClockAndIds, TaskCore, TaskEventStore, TaskStore } from '../../adapters/ports.ts';

/** Who asks: the token's subject, and whether it is an operator. */
export interface Caller {
  readonly sub: string;
  readonly isOperator: boolean;
}

export interface ApiSettings {
  readonly allowShell: boolean;
  /** Whether callers may give verifiers. */
  readonly callerVerifiers: boolean;
  readonly allowPrivateWebhooks: boolean;
  /** Unfinished tasks per user; 0 = no cap. */
  readonly userTaskCap: number;
  readonly durations: Pick<Durations, 'submit_lease_s' | 'command_wait_s'>;
  readonly pageTokenSecret: string;
}

type TaskLists = 'listTasksOfUser' | 'listTasksOfMonth' | 'listQueuedTasks' | 'listTasksInStatusBefore';

/** Everything that the API needs of the outside. */
export interface ApiPorts {
  readonly stores: Pick<FleetStores, 'ledgers' | 'targets' | 'specs' | 'commands' | 'log' | 'keys'>;
  readonly tasks: Pick<TaskStore, 'getTask' | 'getTasks' | TaskLists>;
  readonly taskEvents: Pick<TaskEventStore, 'listTaskEvents' | 'getTaskOutput'>;
  readonly repos: RepoStore;
  readonly core: Pick<TaskCore, 'createTask' | 'cancelTask'>;
  readonly mailbox: Pick<Mailbox, 'mail'>;
  readonly clockAndIds: ClockAndIds;
  /** Whose token it is; undefined where it is not valid. */
  readonly authenticate: (token: string) => Promise<Caller | undefined>;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Told of each fault or outage that was caught, and answered with a 5xx. */
  readonly onRequestBroken: (requestId: string, error: unknown) => void;
  /** Told of a new fleet that could not be mailed, which does no harm. */
  readonly onMailFailed: (fleetId: string, error: unknown) => void;
  readonly settings: ApiSettings;
}
