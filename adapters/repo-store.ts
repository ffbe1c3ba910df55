/** The onboarded repositories. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { repository } from '../contracts/repository.ts';
import { batchGet } from './batch-get.ts';
import { pageOf, toPage } from './page-position.ts';
import type { RepoStore } from './ports.ts';

/** @param settings deployed name of the repository table */
export function createRepoStore(client: DynamoDBDocumentClient, settings: { readonly repoTable: string }): RepoStore {
  const TableName = settings.repoTable;
  return {
    async getRepo(repo) {
      const answer = await client.send(new GetCommand({ TableName, Key: { repo }, ConsistentRead: true }));
      return answer.Item && repository.parse(answer.Item);
    },
    async getRepos(repos) {
      const keys = [...new Set(repos)].map((repo) => ({ repo }));
      return (await batchGet(client, TableName, keys)).map((item) => repository.parse(item));
    },
    async putRepo(stored) {
      await client.send(new PutCommand({ TableName, Item: stored }));
    },
    async listRepos(page) {
      return toPage(await client.send(new ScanCommand({ TableName, ConsistentRead: true, ...pageOf(page) })), (item) =>
        repository.parse(item),
      );
    },
  };
}
