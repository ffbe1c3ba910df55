/** Names the kind of an item by its key, so that a person sees which items are written. */
import type { TableDefinition } from '../../contracts/tables.ts';
import type { Attributes } from './item-size.ts';

/** The words before the first `#` of a key. */
const kinds: Readonly<Record<TableDefinition['name'], Readonly<Record<string, string>>>> = {
  FleetTable: {
    LEDGER: 'ledger',
    SPEC: 'spec',
    COMMAND: 'command',
    LOG: 'log entry',
    TARGET: 'target',
    TURN: 'parked token',
    KEY: 'idempotency key',
  },
  TaskTable: { KEY: 'key claim', USER: 'slots of a user', BEAT: 'beat', FORGE: 'forge bucket' },
  TaskEventsTable: { OUTPUT: 'output' },
  RepoTable: {},
};
/** The items whose keys begin with an id: a row of a task, an event, a repository. */
const others: Readonly<Record<TableDefinition['name'], string>> = {
  FleetTable: 'item',
  TaskTable: 'row',
  TaskEventsTable: 'event',
  RepoTable: 'repository',
};

export function itemKind({ name, partition, sort }: TableDefinition, item: Attributes): string {
  const key = item[sort ?? partition]?.['S'];
  const [prefix = ''] = typeof key === 'string' ? key.split('#') : [];
  return kinds[name][prefix] ?? others[name];
}
