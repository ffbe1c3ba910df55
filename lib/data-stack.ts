/** The stack of the tables: the data that must outlive every deployment. */
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { fleetTable, repoTable, taskEventsTable, taskTable } from '../contracts/tables.ts';
import type { Settings } from './config.ts';
import { addTable } from './table.ts';

export interface Tables {
  readonly fleet: Table;
  readonly task: Table;
  readonly taskEvents: Table;
  readonly repo: Table;
}

export class DataStack extends Stack {
  readonly tables: Tables;

  constructor(scope: Construct, id: string, props: StackProps & { readonly settings: Settings }) {
    super(scope, id, props);
    const retain = props.settings.retain_data;
    this.tables = {
      fleet: addTable(this, fleetTable, retain),
      task: addTable(this, taskTable, retain),
      taskEvents: addTable(this, taskEventsTable, retain),
      repo: addTable(this, repoTable, retain),
    };
  }
}
