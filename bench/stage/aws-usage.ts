/** Turns calls into what AWS bills: units of reads and writes (indexes included), requests, events, transitions, invocations. */
import { tables, type TableDefinition } from '../../contracts/tables.ts';
import type { Call } from './call-recorder.ts';
import { itemSize, type Attributes } from './item-size.ts';

export interface Usage {
  writeUnits: number;
  /** Of 4 KB, consistent. */
  readUnits: number;
  fifoRequests: number;
  standardRequests: number;
  events: number;
  transitions: number;
  invocations: number;
}

export const emptyUsage = (): Usage => ({
  writeUnits: 0,
  readUnits: 0,
  fifoRequests: 0,
  standardRequests: 0,
  events: 0,
  transitions: 0,
  invocations: 0,
});

type Count = (call: Call, usage: Usage) => Promise<void>;

/** Lets each call pass and adds to the usage what it is billed as. */
export function recordUsage(usage: Usage): (call: Call) => Promise<void> {
  return async (call) => {
    const [service = '', name = ''] = call.operation.split('.');
    const count = counts[name];
    if (count !== undefined) await count(call, usage);
    else await call.pass();
    if (service === 'AmazonSQS') countMessages(name, call, usage);
  };
}

const counts: Readonly<Record<string, Count>> = {
  PutItem: countWrite,
  UpdateItem: countWrite,
  BatchWriteItem: countBatchWrite,
  GetItem: countRead,
  BatchGetItem: countRead,
  Query: countRead,
  PutEvents: countEvents,
  ReceiveMessage: countReceive,
};

// ---- DynamoDB

/** The part of a request that names an item; AWS's JSON protocol fixes these shapes. */
interface ItemRequest {
  readonly TableName: string;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
}

/** Reads the item before and after: indexes are written as far as what they hold changed. */
async function countWrite(call: Call, usage: Usage): Promise<void> {
  // AWS's JSON protocol fixes the shape.
  const { TableName, Key, Item } = call.request as unknown as ItemRequest;
  const definition = definitionOf(TableName);
  const key = Key ?? keyOf(definition, Item ?? {});
  const read = async (): Promise<Attributes | undefined> => {
    const answer = await call.ask('DynamoDB_20120810.GetItem', { TableName, Key: key, ConsistentRead: true });
    // As the protocol has it; the answer has no Item where there is none.
    return answer['Item'] as Attributes | undefined;
  };
  const before = await read();
  await call.pass();
  const after = await read();
  usage.writeUnits += writeUnits(definition, before, after);
  countTurn(key, usage);
}

/** Each visit of a child parks its token once: one invocation, and two states entered, `Drive` and `Again?`. */
function countTurn(key: Attributes, usage: Usage): void {
  const sort = key['sk']?.['S'];
  if (typeof sort !== 'string' || !sort.startsWith('TURN#')) return;
  usage.invocations += 1;
  usage.transitions += 2;
}

interface BatchRequest {
  readonly RequestItems: Readonly<Record<string, readonly { readonly PutRequest?: { readonly Item: Attributes } }[]>>;
}

/** New items, all of them: targets at a submit. Each has a child that starts, and ends with `Done`. */
async function countBatchWrite(call: Call, usage: Usage): Promise<void> {
  await call.pass();
  // AWS's JSON protocol fixes the shape.
  const { RequestItems } = call.request as unknown as BatchRequest;
  for (const [name, requests] of Object.entries(RequestItems)) {
    for (const { PutRequest } of requests) {
      usage.writeUnits += writeUnits(definitionOf(name), undefined, PutRequest?.Item);
      usage.transitions += 2;
    }
  }
}

async function countRead(call: Call, usage: Usage): Promise<void> {
  // The union of what the three reads answer, as AWS's JSON protocol has it.
  const { Item, Items, Responses } = (await call.pass()) as {
    Item?: Attributes;
    Items?: Attributes[];
    Responses?: Record<string, Attributes[]>;
  };
  const single = [...(Item ? [Item] : []), ...Object.values(Responses ?? {}).flat()];
  const units = single.reduce((sum, item) => sum + Math.ceil(itemSize(item) / 4_096), 0);
  const queried = (Items ?? []).reduce((sum, item) => sum + itemSize(item), 0);
  usage.readUnits += units + Math.ceil(queried / 4_096) + (single.length === 0 && queried === 0 ? 1 : 0);
}

function definitionOf(deployedName: string): TableDefinition {
  const found = tables.find(({ name }) => deployedName.includes(name));
  if (found === undefined) throw new Error(`${deployedName} is none of the product's tables.`);
  return found;
}

function keyOf({ partition, sort }: TableDefinition, item: Attributes): Attributes {
  const names = sort === undefined ? [partition] : [partition, sort];
  return Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

const unitsOf = (...items: (Attributes | undefined)[]): number =>
  Math.max(1, ...items.map((item) => Math.ceil(itemSize(item ?? {}) / 1_024)));

function writeUnits(definition: TableDefinition, before: Attributes | undefined, after: Attributes | undefined): number {
  const inIndexes = definition.indexes.map((index) => {
    const [old, now] = [projected(definition, index, before), projected(definition, index, after)];
    if (JSON.stringify(old) === JSON.stringify(now)) return 0;
    const moved =
      old && now && [index.partition, index.sort].some((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
    return moved ? unitsOf(old) + unitsOf(now) : unitsOf(old, now);
  });
  return inIndexes.reduce((sum, units) => sum + units, unitsOf(before, after));
}

/** What an index holds of an item; undefined when it is not in the index. */
function projected(
  definition: TableDefinition,
  index: TableDefinition['indexes'][number],
  item: Attributes | undefined,
): Attributes | undefined {
  if (item?.[index.partition] === undefined || item[index.sort] === undefined) return undefined;
  if (index.projection === 'all') return item;
  const own = index.projection === 'keys' ? [] : index.projection;
  const names = new Set([definition.partition, definition.sort, index.partition, index.sort, ...own]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

// ---- queues and bus

/** Each event goes to one function. */
async function countEvents(call: Call, usage: Usage): Promise<void> {
  // AWS's JSON protocol fixes the shape.
  const { Entries = [] } = call.request as { Entries?: unknown[] };
  await call.pass();
  usage.events += Entries.length;
  usage.invocations += Entries.length;
}

/** An empty answer is nobody's target; a batch of mail is one invocation of the actor. */
async function countReceive(call: Call, usage: Usage): Promise<void> {
  // AWS's JSON protocol fixes the shape.
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
