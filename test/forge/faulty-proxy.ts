/** A gateway in front of the forge that does not always do what it should: it answers itself, or keeps or spoils an answer. */
import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Fault {
  /** Of `METHOD /path?query`. */
  readonly match: RegExp;
  /** How many requests it befalls; 1 unless given. */
  readonly times?: number;
  /** What is answered instead; absent: the beginning of an answer, and then the connection is cut. */
  readonly answer?: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string };
  /** Given, the forge does what it is asked, then this is awaited; absent, the forge never hears of it. */
  readonly afterwards?: () => Promise<void>;
}

export interface FaultyProxy {
  readonly origin: string;
  readonly host: string;
  readonly faults: Fault[];
  /** `METHOD /path?query → status`, as answered by the forge itself. */
  readonly answered: string[];
  /** Every request with a login, and when it came, in epoch milliseconds. */
  readonly arrivals: { readonly what: string; readonly at: number }[];
  stop(): Promise<void>;
}

/** @param target origin of the forge */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const faults: Fault[] = [];
  const answered: string[] = [];
  const arrivals: { what: string; at: number }[] = [];
  const counts = new Map<Fault, number>();
  const next = (what: string): Fault | undefined => {
    const fault = faults.find(({ match }) => match.test(what));
    if (!fault) return undefined;
    const count = (counts.get(fault) ?? 0) + 1;
    counts.set(fault, count);
    if (count >= (fault.times ?? 1)) faults.splice(faults.indexOf(fault), 1);
    return fault;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const what = `${request.method ?? ''} ${request.url ?? ''}`;
    // Git first asks without a credential; that is not what a fault is meant for.
    const hasLogin = request.headers.authorization !== undefined;
    if (hasLogin) arrivals.push({ what, at: Date.now() });
    const fault = hasLogin ? next(what) : undefined;
    const body = await buffer(request);
    if (!fault || fault.afterwards) {
      const real = await ask(target, request, body);
      answered.push(`${what} → ${real.statusCode ?? 0}`);
      if (!fault) return void real.pipe(response.writeHead(real.statusCode ?? 502, real.headers));
      await buffer(real);
      await fault.afterwards?.();
    }
    spoil(response, fault);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://${host}`, host, faults, answered, arrivals, stop };
}

async function ask(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const forwarded = { ...headers, 'content-length': String(body.length) };
  delete forwarded['transfer-encoding'];
  const asked = send(`${target}${url ?? '/'}`, { method, headers: forwarded });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

/** With a beginning of an answer, nobody can think that the request did not arrive, and silently repeat it. */
function spoil(response: ServerResponse, { answer }: Fault): void {
  if (answer) {
    const headers = { 'content-type': 'application/json', ...answer.headers };
    response.writeHead(answer.status, headers).end(JSON.stringify({ message: answer.message ?? 'as ordered' }));
    return;
  }
  response.writeHead(200, { 'content-length': '1000' }).write('0', () => response.destroy());
}
