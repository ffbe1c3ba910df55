/** Refuses writes to the tables while the disk has little room, because an engine that fails in the middle of a write may not go on. */
import type { IncomingMessage, Server } from 'node:http';
import { dirname } from 'node:path';
import { roomOnDisk } from '../../folder/disk-room.ts';
import { beforeRequests } from '../../server/before-requests.ts';

const isWrite = (request: IncomingMessage): boolean =>
  /\.(PutItem|UpdateItem|DeleteItem|BatchWriteItem|CreateTable)$/.test(request.headers['x-amz-target']?.toString() ?? '');

/**
 * Answers a write on a full disk as DynamoDB answers in trouble: clients try again, then say that the service is unavailable.
 * @param server a server that does not listen yet
 */
export function refusingWithoutRoom(server: Server, folder: string): Server {
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
