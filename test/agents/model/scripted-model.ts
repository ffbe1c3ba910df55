/**
 * A model server on a free port of 127.0.0.1 that speaks Anthropic's Messages and OpenAI's Responses, and does what the scenario in
 * the prompt says (scenarios.ts). It has no state but its log. A key that begins with `wrong` is refused, whatever is asked.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { answerMessages, askedInMessages, readMessagesRequest, refuseMessages } from './anthropic-messages.ts';
import { answerResponses, askedInResponses, readResponsesRequest, refuseResponses } from './openai-responses.ts';
import { moveFor, type Answer, type Asked, type Move } from './scenarios.ts';
import { streamEvents, type StreamEvent } from './sse.ts';

/** One request, as the log has it. */
const logged = z.object({
  path: z.string(),
  /** The key that the program sent, or an empty text. */
  key: z.string(),
  model: z.string(),
  scenario: z.string(),
  step: z.number(),
  /** What was answered; a refusal with its status. */
  did: z.string(),
  tools: z.array(z.string()),
});
export type LoggedRequest = z.infer<typeof logged>;

export interface ScriptedModel {
  /** Without `/v1`, as ANTHROPIC_BASE_URL wants it. */
  readonly origin: string;
  requests(): readonly LoggedRequest[];
  stop(): Promise<void>;
}

/** @param log file for one line of JSON per request; it begins empty */
export async function startScriptedModel(log: string): Promise<ScriptedModel> {
  writeFileSync(log, '');
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    answer(request, response, String(count).padStart(6, '0'))
      .then((entry) => {
        appendFileSync(log, `${JSON.stringify(entry)}\n`);
      })
      // A request that no protocol knows: the program that sent it is told, and the log shows it.
      .catch((error: unknown) => {
        const entry = { path: request.url ?? '', key: keyOf(request), model: '', scenario: 'unreadable', step: 0, tools: [] };
        appendFileSync(log, `${JSON.stringify({ ...entry, did: String(error) })}\n`);
        if (!response.headersSent) response.writeHead(400).end(String(error));
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => logged.parse(JSON.parse(line))),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Protocol {
  readonly asked: Asked;
  readonly tools: readonly string[];
  events(answer: Answer, id: string): readonly StreamEvent[];
  refusal(kind: string, message: string): object;
}

function protocolOf(path: string, body: unknown): Protocol | undefined {
  if (path === '/v1/messages') {
    const request = readMessagesRequest(body);
    const tools = request.tools.map(({ name }) => name ?? '');
    return { asked: askedInMessages(request), tools, events: answerMessages.bind(null, request), refusal: refuseMessages };
  }
  if (path !== '/v1/responses') return undefined;
  const request = readResponsesRequest(body);
  const tools = request.tools.map(({ type, name }) => name ?? type);
  return { asked: askedInResponses(request), tools, events: answerResponses.bind(null, request), refusal: refuseResponses };
}

const keyOf = ({ headers }: IncomingMessage): string =>
  String(headers['x-api-key'] ?? headers.authorization ?? '').replace(/^Bearer /, '');

async function answer(request: IncomingMessage, response: ServerResponse, id: string): Promise<LoggedRequest> {
  const path = new URL(request.url ?? '/', 'http://model').pathname;
  const key = keyOf(request);
  const nothing = { path, key, model: '', scenario: 'none', step: 0, tools: [] };
  const body: unknown = request.method === 'POST' ? await json(request) : undefined;
  const protocol = protocolOf(path, body);
  if (!protocol) {
    response
      .writeHead(404, { 'content-type': 'application/json' })
      .end(JSON.stringify(refuseMessages('not_found_error', 'Not found')));
    return { ...nothing, did: '404' };
  }
  const { asked, tools } = protocol;
  const found = moveFor(asked);
  const move: Move = key.startsWith('wrong')
    ? { do: 'refuse', status: 401, kind: 'authentication_error', message: 'The key is not valid, says the scripted model.' }
    : found.move;
  send(response, protocol, move, id);
  const did = move.do === 'refuse' ? String(move.status) : move.do;
  return { path, key, model: asked.model, scenario: found.scenario, step: asked.step, did, tools: [...tools] };
}

function send(response: ServerResponse, protocol: Protocol, move: Move, id: string): void {
  switch (move.do) {
    case 'refuse': {
      const wait = move.retryAfterS === undefined ? {} : { 'retry-after': String(move.retryAfterS) };
      response.writeHead(move.status, { 'content-type': 'application/json', ...wait });
      response.end(JSON.stringify(protocol.refusal(move.kind, move.message)));
      return;
    }
    case 'hang':
      return;
    case 'nothing':
      response.destroy();
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>This is no model.</body></html>');
      return;
    case 'half':
      streamEvents(response, protocol.events({ do: 'say', text: 'The beginning of an answer' }, id), 2);
      return;
    case 'say':
    case 'value':
    case 'shell':
    case 'write':
      streamEvents(response, protocol.events(move, id));
  }
}
