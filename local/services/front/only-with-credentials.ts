/**
 * Refuses every request to an embedded service that does not have the credentials of this start of the runtime: requests of
 * other users of this machine, of pages in a browser, of the commands of tasks. A refused request gets 403; its body is not
 * read, and its connection ends.
 *
 * The check compares the access key id in the header Authorization, 256 random bits. It does not verify the signature: that
 * would protect only against a reader of the machine's loopback traffic, which must be root, and it would cost time at every
 * call.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { beforeRequests } from '../../server/before-requests.ts';
import type { Credentials } from './local-client.ts';

interface Refusal {
  /** The name by which AWS clients know the error. */
  readonly type: 'UnrecognizedClientException' | 'AccessDeniedException';
  readonly message: string;
}

/** @param server a server that does not listen yet */
export function onlyWithCredentials(server: Server, { accessKeyId }: Credentials): Server {
  const expected = digest(accessKeyId);
  return beforeRequests(server, (handler) => (request, response) => {
    const refusal = refusalOf(request, expected);
    if (refusal === undefined) handler(request, response);
    else refuse(response, refusal);
  });
}

/** The first reason to refuse a request. Undefined: it may pass. */
function refusalOf({ method, headers, socket }: IncomingMessage, expected: Buffer): Refusal | undefined {
  if (method !== 'POST') return denied(`it takes POST only, not ${method ?? 'none'}`);
  if (headers.origin !== undefined) return denied('no page in a browser may call it (the request has the header Origin)');
  // A page can have a host name that leads to this address (DNS rebinding): its browser takes both for one origin. Host tells
  // them apart.
  const host = `127.0.0.1:${socket.localPort}`;
  if (headers.host !== host) return denied(`it answers only to the name ${host} (the header Host)`);
  return isSignedBy(headers.authorization, expected) ? undefined : unknown;
}

const purpose = 'This is a service inside of "bgagent local", for its own functions and workers';
const denied = (why: string): Refusal => ({ type: 'AccessDeniedException', message: `${purpose}: ${why}.` });
const unknown: Refusal = {
  type: 'UnrecognizedClientException',
  message:
    `${purpose}: the request is not signed with the credentials of this start of the runtime. ` +
    'To submit work, call the API with a token. To start a worker, use "bgagent worker --dir DIR": it reads the credentials from ' +
    'runtime.json in that folder.',
};

/** Whether the header Authorization names the access key. Credentials in the URL do not count. */
function isSignedBy(authorization: string | undefined, expected: Buffer): boolean {
  const [, accessKeyId] = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\//.exec(authorization ?? '') ?? [];
  // Digests have one length, as timingSafeEqual needs it.
  return accessKeyId !== undefined && timingSafeEqual(digest(accessKeyId), expected);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function refuse(response: ServerResponse, { type, message }: Refusal): void {
  const headers = { 'content-type': 'application/x-amz-json-1.0', connection: 'close' };
  response.writeHead(403, headers).end(JSON.stringify({ __type: type, message }));
}
