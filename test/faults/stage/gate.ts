/** Stands between the embedded services and their callers: every call passes here, and a rule says what becomes of it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen, type Listening } from '../../../local/server/listen.ts';
import type { Answer, Call, Outcome } from './call.ts';
import type { Service } from './runtime-messages.ts';

export type Rule = (call: Call) => Outcome | Promise<Outcome>;

export class Gate {
  /** What becomes of a call; nothing special unless a fault sets it. */
  rule: Rule = () => undefined;
  /** Told of every call that its service answered. */
  onAnswer: (call: Call, answer: Answer) => void = () => undefined;
  private readonly listeners: Listening[] = [];

  /** Begins to stand before a service; answers where callers find it. */
  async standBefore(service: Service, url: string): Promise<string> {
    const server: Server = createServer((request, response) => {
      void this.handle({ service, url }, request, response);
    });
    const listening = await listen(server, 0);
    this.listeners.push(listening);
    return listening.url;
  }

  /** Steps aside: what was between the services of a runtime that is gone. */
  async close(): Promise<void> {
    await Promise.all(this.listeners.splice(0).map((listening) => listening.close()));
  }

  private async handle(to: { service: Service; url: string }, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const gone = new AbortController();
      response.once('close', () => {
        gone.abort();
      });
      const call = await this.callOf(to, request, gone.signal);
      const outcome = (await this.rule(call)) ?? (await call.pass());
      if (outcome === 'cut') response.destroy();
      else response.writeHead(outcome.status, { 'content-type': outcome.type }).end(outcome.body);
    } catch {
      // The service is gone, or the caller: nobody is there to be answered.
      response.destroy();
    }
  }

  /** @param gone a poll ends with who polls: what it would get is for others */
  private async callOf(
    { service, url }: { service: Service; url: string },
    request: IncomingMessage,
    gone: AbortSignal,
  ): Promise<Call> {
    const body = await text(request);
    const target = request.headers['x-amz-target']?.toString() ?? '';
    const headers = forwarded(request);
    const call: Call = {
      service,
      operation: target.slice(target.lastIndexOf('.') + 1),
      // Powertools adds a suffix of its own.
      caller: /\bapp\/([\w-]+?)(?:-PT|\s|$)/.exec(request.headers['user-agent'] ?? '')?.[1] ?? '',
      // The JSON protocols of AWS have an object in every request.
      request: JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>,
      text: body,
      pass: async (changed) => {
        const asked = changed === undefined ? body : JSON.stringify(changed);
        const signal = call.operation === 'ReceiveMessage' ? gone : null;
        const answer = await post(url + (request.url ?? '/'), { headers, body: asked, signal });
        this.onAnswer(call, answer);
        return answer;
      },
    };
    return call;
  }
}

const hops = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'keep-alive']);

function forwarded(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).filter(([name]) => !hops.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

type Sent = Pick<RequestInit, 'headers' | 'body' | 'signal'>;

async function post(url: string, sent: Sent): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', ...sent });
  const type = response.headers.get('content-type') ?? 'application/x-amz-json-1.0';
  return { status: response.status, type, body: await response.text() };
}
