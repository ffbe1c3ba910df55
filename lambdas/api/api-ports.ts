/** The ports of the API: everything outside that a handler may use. */
import type { Patience } from '../../core/diagnosis/stale.ts';
import type { Result } from '../../core/result.ts';
import type { Durations } from '../../contracts/durations.ts';
import type { KnownAgents } from '../../contracts/known-agents.ts';
import type { Scopes } from '../../contracts/scopes.ts';
import type { SignInView } from '../../contracts/sign-in.ts';
import type { FleetStores, Mailbox, RepoStore, ClockAndIds, TaskCore } from '../../adapters/ports.ts';
import type { SigningKeys } from '../../adapters/signing-keys.ts';
import type { TaskEventStore, TaskStore } from '../../adapters/task-stores.ts';

/** The caller of a request, as the token tells. */
export interface Caller {
  readonly sub: string;
  readonly isOperator: boolean;
  readonly groups: readonly string[];
  readonly scopes: Scopes;
  /** A client that signs in for itself, and not for a person. */
  readonly isMachine: boolean;
}

export interface ApiSettings {
  readonly allowShell: boolean;
  /** Whether callers may give verifiers. */
  readonly callerVerifiers: boolean;
  /** The agents of the workers; null: not known here. */
  readonly agents: KnownAgents | null;
  readonly allowPrivateWebhooks: boolean;
  /** Unfinished tasks per user; 0 = no cap. */
  readonly userTaskCap: number;
  readonly durations: Pick<Durations, 'submit_lease_s' | 'command_wait_s' | 'claim_unborn_s'> & Patience;
  readonly signIn: SignInView;
}

type TaskLists = 'listTasksOfUser' | 'listTasksOfMonth' | 'listQueuedTasks' | 'listOpenTasksBefore';

export interface ApiPorts {
  readonly stores: Omit<FleetStores, 'tokens'>;
  readonly tasks: Pick<TaskStore, 'getTask' | 'getTasks' | 'getHeartbeats' | 'getKeyClaim' | TaskLists>;
  readonly taskEvents: Pick<TaskEventStore, 'listTaskEvents' | 'getTaskOutput' | 'getRawOutput' | 'getDiff'>;
  readonly repos: RepoStore;
  readonly core: Pick<TaskCore, 'createTask' | 'cancelTask'>;
  readonly mailbox: Pick<Mailbox, 'mail'>;
  readonly clockAndIds: ClockAndIds;
  /** Sign `next_token`s. */
  readonly pageTokenKeys: SigningKeys;
  /** The caller that a token stands for, or why the token is not taken. */
  readonly authenticate: (token: string) => Promise<Result<Caller, string>>;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Called for each fault or outage that was answered with a 5xx. */
  readonly onRequestBroken: (requestId: string, error: unknown) => void;
  /** Called for a new fleet that could not be mailed. That does no harm: the clock mails it. */
  readonly onMailFailed: (fleetId: string, error: unknown) => void;
  readonly settings: ApiSettings;
}
