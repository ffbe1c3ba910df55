/**
 * The tables as data: the stacks and the local engine create them, the adapters address them. Key attributes are strings unless
 * `numbers` lists them.
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
  readonly ttl?: string;
}

/** The attributes from which a list of fleets is made, without reading a ledger. */
export const fleetSummaryAttributes = [
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
  numbers: ['wake_at'],
  ttl: 'ttl',
  indexes: [
    { name: 'by-owner', partition: 'owner', sort: 'created_at', projection: fleetSummaryAttributes },
    { name: 'by-month', partition: 'month', sort: 'created_at', projection: fleetSummaryAttributes },
    { name: 'active', partition: 'active_shard', sort: 'wake_at', projection: 'keys' },
  ],
};

export const taskTable: TableDefinition = {
  name: 'TaskTable',
  partition: 'task_id',
  numbers: [],
  ttl: 'ttl',
  indexes: [
    { name: 'by-user', partition: 'user_id', sort: 'task_id', projection: 'all' },
    { name: 'by-user-status', partition: 'user_status', sort: 'task_id', projection: 'keys' },
    { name: 'by-status', partition: 'status', sort: 'updated_at', projection: ['user_id', 'lease_until'] },
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

/** The sparse index `active` is spread over this many partitions. */
export const activeShards = 8;
