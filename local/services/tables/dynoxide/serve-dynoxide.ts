/** Serves the tables by the engine dynoxide: a server of the runtime, behind which only this process reaches the engine. */
import { join } from 'node:path';
import { listen, type Listening } from '../../../server/listen.ts';
import { awsJsonServer } from '../../front/aws-json-endpoint.ts';
import type { Credentials } from '../../front/local-client.ts';
import { onlyWithCredentials } from '../../front/only-with-credentials.ts';
import { cannotOpen } from '../cannot-open.ts';
import { refusingWithoutRoom } from '../refuse-without-room.ts';
import { binaryOfDynoxide, databaseFile } from './binary.ts';
import { startDynoxide, type DynoxideProcess } from './dynoxide-process.ts';
import { operationsOf } from './operations.ts';

/** @throws Error naming the folder, why its tables cannot be opened, and what to do */
export async function serveDynoxide(folder: string, credentials: Credentials): Promise<Listening> {
  const dynoxide = await startDynoxide(binaryOfDynoxide() ?? '', join(folder, databaseFile)).catch((error: unknown) => {
    throw cannotOpen(folder, error);
  });
  try {
    const { url, close } = await listen(frontOf(dynoxide, folder, credentials), 0);
    return {
      url,
      close: async (graceMs) => {
        await close(graceMs);
        await dynoxide.close();
      },
    };
  } catch (error) {
    await dynoxide.close();
    throw error;
  }
}

function frontOf(dynoxide: DynoxideProcess, folder: string, credentials: Credentials) {
  const operations = operationsOf(dynoxide);
  const server = awsJsonServer({ target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0', operations });
  return onlyWithCredentials(refusingWithoutRoom(server, folder), credentials);
}
