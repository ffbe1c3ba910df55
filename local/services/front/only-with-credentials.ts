import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { beforeRequests } from '../../server/before-requests.ts';
import type { Credentials } from './local-client.ts';

interface Refusal {
  /** The name by which AWS's clients know it. */
  readonly type: 'UnrecognizedClientException' | 'AccessDeniedException';
  readonly message: string;
}

/**
 * Closes an embedded service to everybody on this machine but who has the runtime's credentials: other users, pages in a browser,
 * the commands of tasks. What is refused gets 403, nothing of its body is read, and its connection ends.
 *
 * The access key id, 256 random bits in `Authorization`, is what is compared; the signature is not verified. That would protect from
 * somebody who reads the machine's loopback traffic, which is root, and would be computed for each of tens of thousands of calls.
 */
export function onlyWithCredentials(server: Server, { accessKeyId }: Credentials): Server {
  const expected = digest(accessKeyId);
  return beforeRequests(server, (handler) => (request, response) => {
    const refusal = refusalOf(request, expected);
    if (refusal === undefined) handler(request, response);
    else refuse(response, refusal);
  });
}

/** The first reason to refuse a request; undefined = it may pass. */
function refusalOf({ method, headers, socket }: IncomingMessage, expected: Buffer): Refusal | undefined {
  if (method !== 'POST') return denied(`it takes POST only, not ${method ?? 'none'}`);
  if (headers.origin !== undefined) return denied('no page in a browser may call it (the request has the header Origin)');
  // Another name for this address is how a page gets around the origin that its browser would tell.
  const host = `127.0.0.1:${socket.localPort}`;
  if (headers.host !== host) return denied(`its name is ${host} and no other (the header Host)`);
  return isSignedBy(headers.authorization, expected) ? undefined : unknown;
}

const purpose = 'This is a service inside of "bgagent local", for its own functions and workers';
const denied = (why: string): Refusal => ({ type: 'AccessDeniedException', message: `${purpose}: ${why}.` });
const unknown: Refusal = {
  type: 'UnrecognizedClientException',
  message:
    `${purpose}: the request is not signed with the credentials of this start of the runtime. ` +
    'Call the API with a token instead; start a worker with "bgagent worker --dir DIR", which reads them from runtime.json there.',
};

/** Whether `Authorization` names the access key; credentials in a URL are none. */
function isSignedBy(authorization: string | undefined, expected: Buffer): boolean {
  const [, accessKeyId] = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\//.exec(authorization ?? '') ?? [];
  // Digests have one length, and say nothing of how much of a guess was right.
  return accessKeyId !== undefined && timingSafeEqual(digest(accessKeyId), expected);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function refuse(response: ServerResponse, { type, message }: Refusal): void {
  const headers = { 'content-type': 'application/x-amz-json-1.0', connection: 'close' };
  response.writeHead(403, headers).end(JSON.stringify({ __type: type, message }));
}
