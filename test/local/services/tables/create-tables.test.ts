import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { listen } from '../../../../local/server/listen.ts';
import { clientSettings, makeCredentials } from '../../../../local/services/front/local-client.ts';
import { createTables } from '../../../../local/services/tables/create-tables.ts';

const table: Parameters<typeof createTables>[1][number] = {
  logicalId: 'Notes',
  type: 'AWS::DynamoDB::Table',
  name: 'Notes',
  ref: 'Notes',
  attributes: {},
  metadata: {},
  properties: {
    TableName: 'Notes',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [],
  },
};

test('a table can be read as soon as it is made, though making it takes a while', async () => {
  const served = await listen(dynalite({ createTableMs: 200 }), 0);
  const settings = clientSettings(served.url, makeCredentials());
  const client = new DynamoDBClient(settings);
  try {
    await createTables(settings, [table]);
    expect((await client.send(new ScanCommand({ TableName: table.name }))).Count).toBe(0);
  } finally {
    client.destroy();
    await served.close();
  }
});
