import { devNull } from 'node:os';
import { startBusEndpoint } from './bus/bus-endpoint.ts';
import type { EventBus } from './bus/event-bus.ts';
import { closeIterators } from './patches/closed-iterators.ts';
import type { Listening } from '../server/listen.ts';
import { clientSettings, makeCredentials, region, type ClientSettings, type Credentials } from './front/local-client.ts';
import { readQuickly } from './patches/quick-reads.ts';
import { serveQueues } from './queues/serve-queues.ts';
import { serveTables } from './tables/serve-tables.ts';
import { TaskTokens } from './workflow/task-tokens.ts';
import type { StateMachineHost } from './workflow/state-machine-host.ts';
import { startWorkflowEndpoint } from './workflow/workflow-endpoint.ts';

/** Base URLs of the embedded services. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly sfn: string;
  readonly events: string;
}

/**
 * Stands between a service and everybody who calls it: is given the service's URL, answers its own. For faults and counts. What it
 * lets pass it sends to that URL, with the caller's Authorization: the service behind it checks.
 */
export type Intercept = (service: keyof Endpoints, url: string) => Promise<Listening>;

/** The services that functions and workers call, listening; what they hold is made from the template afterwards. */
export interface EmbeddedServices {
  readonly endpoints: Endpoints;
  /** Made for this start; whoever else calls is refused. A secret. */
  readonly credentials: Credentials;
  /** Settings of an AWS client of one of them. */
  clientOf(service: keyof Endpoints): ClientSettings;
  readonly tokens: TaskTokens;
  readonly machines: StateMachineHost[];
  /** Gives the bus endpoint its bus. */
  useBus(bus: EventBus): void;
  readonly close: () => Promise<void>;
}

/** Starts tables, queues, workflow and bus, each on a free port. @param tablesFolder where the tables are */
export async function startEmbeddedServices(tablesFolder: string, intercept?: Intercept): Promise<EmbeddedServices> {
  readQuickly();
  closeIterators();
  const credentials = makeCredentials();
  const tokens = new TaskTokens();
  const machines: StateMachineHost[] = [];
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
  const urls = await Promise.allSettled([
    start('dynamodb', serveTables(tablesFolder, credentials)),
    start('sqs', serveQueues(credentials)),
    start('sfn', startWorkflowEndpoint({ machines, tokens }, credentials)),
    start(
      'events',
      startBusEndpoint(() => bus, credentials),
    ),
  ]);
  const failed = urls.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  const [dynamodb = '', sqs = '', sfn = '', events = ''] = urls.map((result) =>
    result.status === 'fulfilled' ? result.value : '',
  );
  const endpoints = { dynamodb, sqs, sfn, events };
  return {
    endpoints,
    credentials,
    clientOf: (service) => clientSettings(endpoints[service], credentials),
    tokens,
    machines,
    useBus: (given) => {
      bus = given;
    },
    close,
  };
}

/**
 * What makes an AWS SDK find the embedded services, and nothing else: neither AWS nor the user's own AWS settings. The credentials
 * are not in it.
 */
export function sdkEnvironment(endpoints: Endpoints): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    // No traces here, and following every promise for them is not free.
    AWS_XRAY_MANUAL_MODE: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SFN: endpoints.sfn,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.events,
    // Whatever else a function might call answers "unknown operation" here, and never reaches AWS.
    AWS_ENDPOINT_URL: endpoints.sfn,
  };
}
