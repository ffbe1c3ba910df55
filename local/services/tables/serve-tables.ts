/**
 * Serves DynamoDB on a folder, by the engine dynalite. A write is in LevelDB's log before it is answered, so it survives the end
 * of the process. Writes are refused a while before the disk is full.
 */
import type { IncomingMessage, Server } from 'node:http';
import { dirname } from 'node:path';
import dynalite from 'dynalite';
import { roomOnDisk } from '../../folder/disk-room.ts';
import { beforeRequests } from '../../server/before-requests.ts';
import { listen, type Listening } from '../../server/listen.ts';
import type { Credentials } from '../front/local-client.ts';
import { onlyWithCredentials } from '../front/only-with-credentials.ts';
import { withoutAborts } from '../patches/without-aborts.ts';

/** @param folder LevelDB folder, made when missing; one process at a time can have it */
export function serveTables(folder: string, credentials: Credentials): Promise<Listening> {
  const server = refusingWithoutRoom(withoutAborts(dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0 })), folder);
  return listen(onlyWithCredentials(server, credentials), 0);
}

const isWrite = (request: IncomingMessage): boolean =>
  /\.(PutItem|UpdateItem|DeleteItem|BatchWriteItem|CreateTable)$/.test(request.headers['x-amz-target']?.toString() ?? '');

/** Answers a write on a full disk as DynamoDB answers in trouble: clients try again, then say that the service is unavailable. */
function refusingWithoutRoom(server: Server, folder: string): Server {
  const room = roomOnDisk(dirname(folder));
  return beforeRequests(server, (handler) => (request, response) => {
    if (!isWrite(request) || room()) {
      handler(request, response);
      return;
    }
    request.resume();
    const error = { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'The disk is full.' };
    response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(error));
  });
}
