/** The stack of the tables, of the keys, and of the users where a pool has them: the data that must outlive every deployment. */
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { fleetTable, repoTable, taskEventsTable, taskTable } from '../contracts/tables.ts';
import type { Settings } from './config.ts';
import { addKeySecrets, type KeySecrets } from './secrets.ts';
import { addTable, type TableSettings } from './table.ts';
import { addUserPool, type PoolSignIn } from './user-pool.ts';

export interface Tables {
  readonly fleet: Table;
  readonly task: Table;
  readonly taskEvents: Table;
  readonly repo: Table;
}

export interface DataStackProps extends StackProps, Pick<TableSettings, 'indexStep'> {
  readonly settings: Settings;
}

export class DataStack extends Stack {
  readonly tables: Tables;
  /** Undefined: an issuer elsewhere has the users. */
  readonly pool: PoolSignIn | undefined;
  readonly secrets: KeySecrets;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const table = { retain: props.settings.retain_data, indexStep: props.indexStep };
    this.tables = {
      fleet: addTable(this, fleetTable, table),
      task: addTable(this, taskTable, table),
      taskEvents: addTable(this, taskEventsTable, table),
      repo: addTable(this, repoTable, table),
    };
    this.secrets = addKeySecrets(this, props.settings);
    const { cognito } = props.settings.auth;
    this.pool = cognito && addUserPool(this, props.settings, cognito);
  }
}
