/**
 * A server that speaks the protocol of ECS (AwsJson1_1) for `RunTask` and `ListTasks`, and is as strict as ECS: it refuses members, values and
 * names of containers that ECS refuses, and starts one task for a client token. It can be full, throttled, or out of network interfaces.
 * `onTask` may start real processes.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { EcsError, listTasksRequest, parseRequest, runTaskRequest, type RunTaskRequest } from './ecs-requests.ts';

export interface StandInDefinition {
  /** The names of its containers, each with the variables of the definition. */
  readonly containers: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface StandInTask {
  readonly arn: string;
  readonly request: RunTaskRequest;
  /** The variables of each container, those of the request included. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface EcsStandInOptions {
  readonly cluster: string;
  /** By the ARN of the definition, which ends with its revision. */
  readonly definitions: Readonly<Record<string, StandInDefinition>>;
  /** Called for each task that starts; the task runs until the promise is settled. Absent: until `stopTask`. */
  readonly onTask?: (task: StandInTask) => Promise<void>;
}

/** What ECS answers next, once: an error with its name, or a failure of `RunTask` with its reason. */
export type NextAnswer = { readonly error: string; readonly message: string } | { readonly failure: string };

export interface EcsStandIn {
  readonly endpoint: string;
  /** Those that run. */
  readonly running: () => readonly StandInTask[];
  /** The names of the operations that were asked, in their order. */
  readonly asked: readonly string[];
  /** Answers the next calls of `RunTask` so, one each. */
  readonly answerNext: (...answers: readonly NextAnswer[]) => void;
  /** `ListTasks` does not list tasks that start from now on, as ECS does for a moment. */
  readonly lag: (lags: boolean) => void;
  readonly stopTask: (arn: string) => void;
  readonly close: () => Promise<void>;
}

export async function startEcsStandIn(options: EcsStandInOptions): Promise<EcsStandIn> {
  const state = new State(options);
  const server = createServer((request, response) => {
    void answer(state, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address with that port.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    running: () => [...state.tasks.values()],
    asked: state.asked,
    answerNext: (...answers) => state.next.push(...answers),
    lag: (lags) => (state.lags = lags),
    stopTask: (arn) => state.tasks.delete(arn),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const protocol = 'AmazonEC2ContainerServiceV20141113.';

async function answer(state: State, request: IncomingMessage): Promise<{ status: number; body: object }> {
  try {
    const target = request.headers['x-amz-target'];
    if (request.method !== 'POST' || typeof target !== 'string' || !target.startsWith(protocol)) {
      throw new EcsError('UnknownOperationException', 'This is no request to ECS.');
    }
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
      throw new EcsError('MissingAuthenticationTokenException', 'The request is not signed.');
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = target.slice(protocol.length);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    return { status: 200, body: state.handle(operation, body) };
  } catch (error) {
    if (error instanceof EcsError) {
      return { status: error.status, body: { __type: error.name, message: error.message, ...error.more } };
    }
    return { status: 500, body: { __type: 'ServerException', message: String(error) } };
  }
}

class State {
  readonly tasks = new Map<string, StandInTask>();
  readonly asked: string[] = [];
  readonly next: NextAnswer[] = [];
  lags = false;
  readonly #unlisted = new Set<string>();
  readonly #tokens = new Map<string, StandInTask>();
  readonly #options: EcsStandInOptions;

  constructor(options: EcsStandInOptions) {
    this.#options = options;
  }

  handle(operation: string, body: unknown): object {
    this.asked.push(operation);
    if (operation === 'RunTask') return this.#runTask(parseRequest(runTaskRequest, body));
    if (operation === 'ListTasks') return this.#listTasks(body);
    throw new EcsError('AccessDeniedException', `User is not authorized to perform: ecs:${operation}`);
  }

  #runTask(request: RunTaskRequest): object {
    this.#checkCluster(request.cluster);
    const definition = this.#options.definitions[request.taskDefinition];
    if (!definition) throw new EcsError('ClientException', 'TaskDefinition not found.');
    const names = Object.keys(definition.containers);
    const stranger = request.overrides.containerOverrides.find(({ name }) => !names.includes(name));
    if (stranger) {
      throw new EcsError(
        'InvalidParameterException',
        `Override for container named ${stranger.name} is not a container in the TaskDefinition.`,
      );
    }
    const before = this.#tokens.get(request.clientToken);
    if (before && !isDeepStrictEqual(before.request, request)) {
      throw new EcsError('ConflictException', 'The client token is in use.', { resourceIds: [before.arn] });
    }
    if (before) return { tasks: [shown(before)], failures: [] };
    const next = this.next.shift();
    if (next && 'error' in next) throw new EcsError(next.error, next.message);
    if (next) return { tasks: [], failures: [{ reason: next.failure }] };
    return { tasks: [shown(this.#start(request, definition))], failures: [] };
  }

  #start(request: RunTaskRequest, { containers }: StandInDefinition): StandInTask {
    const environments = Object.fromEntries(
      Object.entries(containers).map(([name, own]) => {
        const given = request.overrides.containerOverrides.find((each) => each.name === name)?.environment ?? [];
        return [name, { ...own, ...Object.fromEntries(given.map((each) => [each.name, each.value])) }];
      }),
    );
    const arn = `arn:aws:ecs:us-east-1:111122223333:task/${this.#options.cluster}/${randomUUID().replaceAll('-', '')}`;
    const task = { arn, request, environments };
    this.tasks.set(arn, task);
    this.#tokens.set(request.clientToken, task);
    if (this.lags) this.#unlisted.add(arn);
    const end = () => this.tasks.delete(arn);
    this.#options.onTask?.(task).then(end, end);
    return task;
  }

  #listTasks(body: unknown): object {
    const { cluster, family, desiredStatus, maxResults, nextToken } = parseRequest(listTasksRequest, body);
    this.#checkCluster(cluster);
    const all = [...this.tasks.values()].filter(({ arn, request }) => {
      const isOfFamily = family === undefined || request.taskDefinition.includes(`task-definition/${family}:`);
      return isOfFamily && desiredStatus === 'RUNNING' && !this.#unlisted.has(arn);
    });
    const from = nextToken === undefined ? 0 : Number(nextToken);
    const taskArns = all.slice(from, from + maxResults).map(({ arn }) => arn);
    return { taskArns, ...(from + maxResults < all.length ? { nextToken: String(from + maxResults) } : {}) };
  }

  #checkCluster(cluster: string): void {
    if (cluster !== this.#options.cluster) throw new EcsError('ClusterNotFoundException', 'Cluster not found.');
  }
}

const shown = ({ arn, request }: StandInTask) => ({
  taskArn: arn,
  taskDefinitionArn: request.taskDefinition,
  startedBy: request.startedBy,
  lastStatus: 'PROVISIONING',
  desiredStatus: 'RUNNING',
});
