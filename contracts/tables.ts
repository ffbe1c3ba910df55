/**
 * The tables as data: the stacks and the local engine create them, the adapters address them. Key attributes are strings unless
 * `numbers` lists them. An index holds keys, and keys do not change:
 * a change of an attribute in an index costs a write there, and a change of its key two.
 */
export interface IndexDefinition {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  /** Attributes projected besides the keys; `'keys'` = keys only, `'all'` = everything. */
  readonly projection: 'keys' | 'all' | readonly string[];
}

export interface TableDefinition {
  /** Logical name in the template; the functions get the deployed name in an environment variable. */
  readonly name: 'FleetTable' | 'TaskTable' | 'TaskEventsTable' | 'RepoTable';
  readonly partition: string;
  readonly sort?: string;
  readonly numbers: readonly string[];
  readonly indexes: readonly IndexDefinition[];
  /** The indexes before these, if they were others. A stack that has them is brought over in steps (lib/index-steps.ts). */
  readonly formerIndexes?: readonly IndexDefinition[];
  readonly ttl?: string;
}

/** What indexes of fleets held before lists read the ledgers. */
const formerSummary = [
  'fleet_id',
  'title',
  'owner',
  'created_at',
  'finished_at',
  'status',
  'reason',
  'labels',
  'workflow_ref',
  'summary',
  'generation',
] as const;

export const fleetTable: TableDefinition = {
  name: 'FleetTable',
  partition: 'pk',
  sort: 'sk',
  // A key of `active`, which is one of the former indexes.
  numbers: ['wake_at'],
  ttl: 'ttl',
  indexes: [
    { name: 'owner-fleets', partition: 'owner', sort: 'created_at', projection: 'keys' },
    { name: 'month-fleets', partition: 'month', sort: 'created_at', projection: 'keys' },
    { name: 'awake', partition: 'active_shard', sort: 'fleet_id', projection: ['wake_at'] },
  ],
  formerIndexes: [
    { name: 'by-owner', partition: 'owner', sort: 'created_at', projection: formerSummary },
    { name: 'by-month', partition: 'month', sort: 'created_at', projection: formerSummary },
    { name: 'active', partition: 'active_shard', sort: 'wake_at', projection: 'keys' },
  ],
};

export const taskTable: TableDefinition = {
  name: 'TaskTable',
  partition: 'task_id',
  numbers: [],
  ttl: 'ttl',
  indexes: [
    { name: 'user-tasks', partition: 'user_id', sort: 'task_id', projection: 'keys' },
    { name: 'month-tasks', partition: 'month', sort: 'task_id', projection: 'keys' },
    { name: 'by-user-status', partition: 'user_status', sort: 'task_id', projection: 'keys' },
    { name: 'open', partition: 'open', sort: 'task_id', projection: ['user_id', 'open_for', 'open_since'] },
  ],
  formerIndexes: [
    { name: 'by-user', partition: 'user_id', sort: 'task_id', projection: 'all' },
    { name: 'by-user-status', partition: 'user_status', sort: 'task_id', projection: 'keys' },
    { name: 'by-status', partition: 'status', sort: 'updated_at', projection: ['user_id'] },
    { name: 'by-month', partition: 'month', sort: 'task_id', projection: 'all' },
  ],
};

export const taskEventsTable: TableDefinition = {
  name: 'TaskEventsTable',
  partition: 'task_id',
  sort: 'event_id',
  numbers: [],
  ttl: 'ttl',
  indexes: [],
};

export const repoTable: TableDefinition = { name: 'RepoTable', partition: 'repo', numbers: [], indexes: [] };

export const tables = [fleetTable, taskTable, taskEventsTable, repoTable] as const;

/** The sparse index `awake` is spread over this many partitions. */
export const activeShards = 8;
/** Each month of an index is spread over this many partitions. */
export const monthShards = 8;
