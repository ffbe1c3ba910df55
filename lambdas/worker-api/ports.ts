/** The ports of the API of workers without a role, and the request that a handler gets. */
import type { Bus, ClockAndIds, RepoStore } from '../../adapters/ports.ts';
import type { TaskEventStore, TaskStore } from '../../adapters/task-stores.ts';
import type { Durations } from '../../contracts/durations.ts';
import type { ForgeLimit } from '../../contracts/forge-limits.ts';
import type { WorkerOperations, WorkerOperationId } from '../../contracts/worker-api.ts';
import type { ForgeSecrets, RepositoryPlace } from '../../tasks/forge-bucket.ts';
import type { Answer } from '../http/answer.ts';
import type { WorkerTokens } from '../worker-tokens.ts';
import type * as z from 'zod';

/** A credential of a forge, or why there is none. */
export type Minted =
  | {
      readonly ok: true;
      readonly token: string;
      /** ISO time; null: it does not end by itself. */
      readonly expiresAt: string | null;
      /** Base URL of the forge's API; null: the usual one. */
      readonly api: string | null;
    }
  | { readonly ok: false; readonly why: string };

/** Each function rejects where a secret cannot be read, or the forge does not answer. */
export interface ForgeCredentials {
  /** A token of the GitHub App for these repositories alone, all of one owner. */
  ofApp(places: readonly RepositoryPlace[]): Promise<Minted>;
  /** The token in a secret, which reaches whatever it reaches. @param secret its ARN */
  ofSecret(secret: string): Promise<Minted>;
  /** The host that the App is for; undefined: there is no App. */
  appHost(): Promise<string | undefined>;
}

export interface WorkerApiPorts {
  readonly tasks: Pick<
    TaskStore,
    | 'getTask'
    | 'getTaskOfLate'
    | 'getTaskAndHeartbeat'
    | 'moveTaskIfStatus'
    | 'renewLeaseOfHold'
    | 'endLeaseOfHold'
    | 'takeLeaseIfFree'
    | 'beginHoldIfHigher'
    | 'tellCostOfEnded'
    | 'getForgeBucket'
    | 'closeForge'
  >;
  readonly events: Pick<TaskEventStore, 'appendTaskEvent' | 'listTaskEvents' | 'putOutputPart' | 'putRawOutputPart' | 'putDiff'>;
  readonly repos: Pick<RepoStore, 'getRepo'>;
  readonly bus: Pick<Bus, 'publishTaskStatus'>;
  readonly clockAndIds: ClockAndIds;
  readonly tokens: WorkerTokens;
  readonly credentials: ForgeCredentials;
  /** Called for each fault or outage that was answered with a 5xx. */
  readonly onRequestBroken: (requestId: string, error: unknown) => void;
  readonly settings: {
    readonly durations: Durations;
    readonly forges: readonly ForgeLimit[];
    readonly allowDirectMerge: boolean;
    readonly forgeSecrets: ForgeSecrets;
  };
}

type Part<O, K extends string> = O extends { readonly [P in K]: infer S extends z.ZodType } ? z.output<S> : undefined;

/** The task and the hold are those of the token. */
export interface WorkerRequest<Id extends WorkerOperationId> {
  readonly taskId: string;
  readonly claim: number;
  readonly body: Part<WorkerOperations[Id], 'body'>;
  readonly query: Part<WorkerOperations[Id], 'query'>;
}

export type WorkerHandler<Id extends WorkerOperationId> = (ports: WorkerApiPorts, request: WorkerRequest<Id>) => Promise<Answer>;
