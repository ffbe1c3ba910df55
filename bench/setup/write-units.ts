/** Counts the units of writes as AWS bills them, and keeps them apart by table, kind of item and index. */
import { isDeepStrictEqual } from 'node:util';
import { tables, type IndexDefinition, type TableDefinition } from '../../contracts/tables.ts';
import type { Call } from './call-recorder.ts';
import { itemKind } from './item-kind.ts';
import { itemSize, type Attributes } from './item-size.ts';

/** Units and writes of one kind of item, in its table or in an index. */
export interface WriteCount {
  units: number;
  writes: number;
  /** Of the largest item. */
  bytes: number;
}
/** By name: `TaskTable row`, `TaskTable row in by-user`. */
export type WriteCounts = Record<string, WriteCount>;

interface Write {
  readonly definition: TableDefinition;
  /** Deployed name. */
  readonly table: string;
  readonly key: Attributes;
  /** A transaction writes each item twice. */
  readonly times: number;
}

/** The part of a request that names an item. */
interface ItemRequest {
  readonly TableName: string;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
}

/** Answers whether the call writes items; then it has passed. */
export async function countWrites(operation: string, call: Call, counts: WriteCounts): Promise<boolean> {
  const writes = writesOf(operation, call.request);
  if (writes === undefined) return false;
  // An index is written only when the attributes in it changed, so each item is read before and after.
  const read = (write: Write): Promise<Attributes | undefined> => readItem(call, write);
  const before = await Promise.all(writes.map(read));
  await call.pass();
  const after = await Promise.all(writes.map(read));
  for (const [index, write] of writes.entries()) addWrite(counts, write, before[index], after[index]);
  return true;
}

export const totalUnits = (counts: WriteCounts): number => Object.values(counts).reduce((sum, { units }) => sum + units, 0);

/** One line per table: where its units go, the most first. @param times what the counts are multiplied with */
export function writeNotes(counts: WriteCounts, times: number): string[] {
  const shown = (value: number): string => (value * times).toFixed(2);
  return tables.flatMap(({ name }) => {
    const own = Object.entries(counts).filter(([kind]) => kind.startsWith(`${name} `));
    const kinds = own
      .sort(([, a], [, b]) => b.units - a.units)
      .map(([kind, { units, writes }]) => {
        const each = units === writes ? '' : ` (${shown(writes)} writes)`;
        return `${kind.slice(name.length + 1)} ${shown(units)}${each}`;
      });
    return own.length === 0 ? [] : [`${name} ${shown(totalUnits(Object.fromEntries(own)))} units: ${kinds.join(' · ')}`];
  });
}

function writesOf(operation: string, request: Call['request']): Write[] | undefined {
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      // The JSON protocol of DynamoDB fixes this shape of a write.
      return [writeOf(request as unknown as ItemRequest)];
    case 'BatchWriteItem':
      return batchOf(request);
    case 'TransactWriteItems':
      return transactionOf(request);
    default:
      return undefined;
  }
}

function writeOf({ TableName, Key, Item }: ItemRequest, times = 1): Write {
  const definition = definitionOf(TableName);
  return { definition, table: TableName, key: Key ?? keyOf(definition, Item ?? {}), times };
}

function batchOf(request: Call['request']): Write[] {
  // The JSON protocol of DynamoDB fixes this shape of a batch.
  const { RequestItems } = request as unknown as {
    RequestItems: Readonly<Record<string, readonly Readonly<Record<string, Omit<ItemRequest, 'TableName'>>>[]>>;
  };
  const inTables = Object.entries(RequestItems);
  return inTables.flatMap(([TableName, requests]) =>
    requests.flatMap((each) => Object.values(each).map((item) => writeOf({ TableName, ...item }))),
  );
}

function transactionOf(request: Call['request']): Write[] {
  // The JSON protocol of DynamoDB fixes this shape of a transaction.
  const { TransactItems } = request as unknown as { TransactItems: readonly Readonly<Record<string, ItemRequest>>[] };
  return TransactItems.flatMap((each) => Object.values(each).map((item) => writeOf(item, 2)));
}

async function readItem(call: Call, { table, key }: Write): Promise<Attributes | undefined> {
  const answer = await call.ask('DynamoDB_20120810.GetItem', { TableName: table, Key: key, ConsistentRead: true });
  // The JSON protocol of DynamoDB has the item here, if there is one.
  return answer['Item'] as Attributes | undefined;
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

/** Adds a write to the counts: in its table, and in each index whose attributes changed. */
export function addWrite(
  counts: WriteCounts,
  { definition, key, times }: Pick<Write, 'definition' | 'key' | 'times'>,
  before: Attributes | undefined,
  after: Attributes | undefined,
): void {
  const kind = `${definition.name} ${itemKind(definition, key)}`;
  add(counts, kind, times * unitsOf(before, after), itemSize(after ?? {}));
  for (const index of definition.indexes) {
    const units = unitsInIndex(definition, index, before, after);
    if (units > 0) add(counts, `${kind} in ${index.name}`, times * units, 0);
  }
}

function add(counts: WriteCounts, name: string, units: number, bytes: number): void {
  const count = (counts[name] ??= { units: 0, writes: 0, bytes: 0 });
  count.units += units;
  count.writes += 1;
  count.bytes = Math.max(count.bytes, bytes);
}

const unitsOf = (...items: (Attributes | undefined)[]): number =>
  Math.max(1, ...items.map((item) => Math.ceil(itemSize(item ?? {}) / 1_024)));

function unitsInIndex(
  definition: TableDefinition,
  index: IndexDefinition,
  before: Attributes | undefined,
  after: Attributes | undefined,
): number {
  const [old, now] = [projected(definition, index, before), projected(definition, index, after)];
  if (isDeepStrictEqual(old, now)) return 0;
  const moved = old && now && [index.partition, index.sort].some((name) => !isDeepStrictEqual(old[name], now[name]));
  return moved ? unitsOf(old) + unitsOf(now) : unitsOf(old, now);
}

/** The attributes of an item that an index holds; undefined when the item is not in the index. */
function projected(definition: TableDefinition, index: IndexDefinition, item: Attributes | undefined): Attributes | undefined {
  if (item?.[index.partition] === undefined || item[index.sort] === undefined) return undefined;
  if (index.projection === 'all') return item;
  const own = index.projection === 'keys' ? [] : index.projection;
  const names = new Set([definition.partition, definition.sort, index.partition, index.sort, ...own]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}
