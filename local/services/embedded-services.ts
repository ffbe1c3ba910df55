/**
 * The five services that stand in for AWS: tables (DynamoDB), queues (SQS), workflow (Step Functions), bus (EventBridge) and secrets (Secrets
 * Manager). They listen before the template is read, because its values name their addresses.
 */
import { devNull } from 'node:os';
import { startBusEndpoint } from './bus/bus-endpoint.ts';
import type { EventBus } from './bus/event-bus.ts';
import type { Listening } from '../server/listen.ts';
import { clientSettings, makeCredentials, region, type ClientSettings, type Credentials } from './front/local-client.ts';
import type { LocalSecret } from './secrets/local-secret.ts';
import { startSecretsEndpoint } from './secrets/secrets-endpoint.ts';
import { serveQueues } from './queues/serve-queues.ts';
import type { Engine } from './tables/engines.ts';
import { serveTables } from './tables/serve-tables.ts';
import { TaskTokens } from './workflow/task-tokens.ts';
import type { StateMachineHost } from './workflow/state-machine-host.ts';
import { startWorkflowEndpoint } from './workflow/workflow-endpoint.ts';

/** Base URLs of the services. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly sfn: string;
  readonly events: string;
  readonly secrets: string;
}

/**
 * Puts a server between a service and its callers, to inject faults or to count calls. It is given the URL of the service, and
 * answers its own URL. It must pass on the header Authorization, which the service checks.
 */
export type Intercept = (service: keyof Endpoints, url: string) => Promise<Listening>;

/** The services, listening. Tables, queues, machines and bus are made in them later, from the template. */
export interface EmbeddedServices {
  readonly endpoints: Endpoints;
  /** Made for this start. A request without them is refused. A secret. */
  readonly credentials: Credentials;
  /** Settings for an AWS client of one service. */
  clientOf(service: keyof Endpoints): ClientSettings;
  /** The engine of the tables. */
  readonly engine: Engine;
  readonly tokens: TaskTokens;
  readonly machines: StateMachineHost[];
  readonly secrets: LocalSecret[];
  /** Gives the endpoint of the bus the bus to publish on. */
  useBus(bus: EventBus): void;
  readonly close: () => Promise<void>;
}

export interface ServiceOptions {
  /** Folder of the tables. */
  readonly tables: string;
  /** Engine that the tables must have (tables/engines.ts). */
  readonly engine?: string | undefined;
  readonly intercept?: Intercept | undefined;
}

/** Starts each service on a free port. @throws Error that says what to do when the tables cannot be opened */
export async function startEmbeddedServices({ tables, engine, intercept }: ServiceOptions): Promise<EmbeddedServices> {
  const credentials = makeCredentials();
  const tokens = new TaskTokens();
  const machines: StateMachineHost[] = [];
  const secrets: LocalSecret[] = [];
  let bus: EventBus | undefined;
  const started: Listening[] = [];
  const start = async (service: keyof Endpoints, starting: Promise<Listening>): Promise<string> => {
    const listening = await starting;
    started.push(listening);
    const between = await intercept?.(service, listening.url);
    if (between !== undefined) started.push(between);
    return (between ?? listening).url;
  };
  const close = async (): Promise<void> => {
    for (const machine of machines) machine.close();
    await Promise.all(started.map((listening) => listening.close()));
  };
  const served = serveTables(tables, credentials, engine);
  const urls = await Promise.allSettled([
    start('dynamodb', served),
    start('sqs', serveQueues(credentials)),
    start('sfn', startWorkflowEndpoint({ machines, tokens }, credentials)),
    start(
      'events',
      startBusEndpoint(() => bus, credentials),
    ),
    start('secrets', startSecretsEndpoint(secrets, credentials)),
  ]);
  const failed = urls.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  const [dynamodb = '', sqs = '', sfn = '', events = '', atSecrets = ''] = urls.map((result) =>
    result.status === 'fulfilled' ? result.value : '',
  );
  const endpoints = { dynamodb, sqs, sfn, events, secrets: atSecrets };
  return {
    endpoints,
    credentials,
    engine: (await served).engine,
    clientOf: (service) => clientSettings(endpoints[service], credentials),
    tokens,
    machines,
    secrets,
    useBus: (given) => {
      bus = given;
    },
    close,
  };
}

/**
 * Variables that lead an AWS SDK to the embedded services, and away from AWS and from the user's own AWS settings. The
 * credentials are not among them, and neither is the way to the secrets, which is for functions alone.
 */
export function sdkEnvironment(endpoints: Omit<Endpoints, 'secrets'>): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    // The runtime collects no traces, and X-Ray's automatic mode costs time at every promise.
    AWS_XRAY_MANUAL_MODE: 'true',
    // Nor metrics, which would be a line in the log of a function for each of its invocations.
    POWERTOOLS_METRICS_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SFN: endpoints.sfn,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.events,
    // A call of any other AWS service gets "unknown operation" from the workflow endpoint, and never reaches AWS.
    AWS_ENDPOINT_URL: endpoints.sfn,
  };
}

/** Leads the functions to the secrets. A worker that asks for one anyway gets "unknown operation". */
export const secretsEnvironment = ({ secrets }: Endpoints): Record<string, string> => ({
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets,
});
