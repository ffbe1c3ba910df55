/** Counts calls as AWS bills them: units of reads and writes (indexes included), requests, events, transitions, invocations. */
import type { Call } from './call-recorder.ts';
import { itemSize, type Attributes } from './item-size.ts';
import { workflowSteps } from './workflow-steps.ts';
import { countWrites, type WriteCounts } from './write-units.ts';

export interface Usage {
  readonly writes: WriteCounts;
  /** Consistent reads of up to 4 KB; others count half. */
  readUnits: number;
  fifoRequests: number;
  standardRequests: number;
  events: number;
  transitions: number;
  invocations: number;
}

export const emptyUsage = (): Usage => ({
  writes: {},
  readUnits: 0,
  fifoRequests: 0,
  standardRequests: 0,
  events: 0,
  transitions: 0,
  invocations: 0,
});

/** The usage without what another one tells, as many times. Writes stay whole. */
export function usageWithout(usage: Usage, other: Usage, times: number): Usage {
  const { writes, ...counts } = usage;
  const left = { ...counts };
  // The keys of the counts.
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) left[name] = Math.max(0, counts[name] - times * other[name]);
  return { writes, ...left };
}

type Count = (call: Call, usage: Usage) => Promise<void>;

/** Lets each call pass, and adds its units to the usage. */
export function recordUsage(usage: Usage): (call: Call) => Promise<void> {
  return async (call) => {
    const [service = '', name = ''] = call.operation.split('.');
    if (service === 'AWSStepFunctions') return countSteps(name, call, usage);
    if (await countWrites(name, call, usage.writes)) return;
    const count = counts[name];
    if (count !== undefined) await count(call, usage);
    else await call.pass();
    if (service === 'AmazonSQS') countMessages(name, call, usage);
  };
}

const counts: Readonly<Record<string, Count>> = {
  GetItem: countRead,
  BatchGetItem: countRead,
  Query: countRead,
  PutEvents: countEvents,
  ReceiveMessage: countReceive,
};

// ---- DynamoDB

/** A read that need not be consistent costs half. */
async function countRead(call: Call, usage: Usage): Promise<void> {
  // The answers of GetItem, Query and BatchGetItem, in this order.
  const { Item, Items, Responses } = (await call.pass()) as {
    Item?: Attributes;
    Items?: Attributes[];
    Responses?: Record<string, Attributes[]>;
  };
  const single = [...(Item ? [Item] : []), ...Object.values(Responses ?? {}).flat()];
  const units = single.reduce((sum, item) => sum + Math.ceil(itemSize(item) / 4_096), 0);
  const queried = (Items ?? []).reduce((sum, item) => sum + itemSize(item), 0);
  const all = units + Math.ceil(queried / 4_096) + (single.length === 0 && queried === 0 ? 1 : 0);
  usage.readUnits += isConsistent(call) ? all : all / 2;
}

/** It is in the request, in a batch for each table. */
function isConsistent({ request }: Call): boolean {
  // The JSON protocol of DynamoDB fixes these shapes of a read.
  const { ConsistentRead = false, RequestItems = {} } = request as {
    ConsistentRead?: boolean;
    RequestItems?: Record<string, { ConsistentRead?: boolean }>;
  };
  return ConsistentRead || Object.values(RequestItems).some((of) => of.ConsistentRead === true);
}

// ---- Step Functions

/** A call that is refused starts nothing and wakes no child. */
async function countSteps(name: string, call: Call, usage: Usage): Promise<void> {
  const answer = await call.pass();
  if ('__type' in answer) return;
  const { transitions, invocations } = workflowSteps(name, call.request);
  usage.transitions += transitions;
  usage.invocations += invocations;
}

// ---- queues and bus

/** Each event goes to one function. */
async function countEvents(call: Call, usage: Usage): Promise<void> {
  // The JSON protocol of EventBridge has a list here.
  const { Entries = [] } = call.request as { Entries?: unknown[] };
  await call.pass();
  usage.events += Entries.length;
  usage.invocations += Entries.length;
}

/** Empty answers are not counted, because no target causes them. A batch of a FIFO queue is one invocation of the actor. */
async function countReceive(call: Call, usage: Usage): Promise<void> {
  // The JSON protocol of SQS has a list here, or nothing.
  const { Messages = [] } = (await call.pass()) as { Messages?: unknown[] };
  if (Messages.length === 0) return;
  if (isFifo(call)) usage.fifoRequests += 1;
  else usage.standardRequests += 1;
  if (isFifo(call)) usage.invocations += 1;
}

const isFifo = ({ request }: Call): boolean => String(request['QueueUrl']).endsWith('.fifo');

function countMessages(name: string, call: Call, usage: Usage): void {
  if (name === 'ReceiveMessage') return;
  if (isFifo(call)) usage.fifoRequests += 1;
  else usage.standardRequests += 1;
}
