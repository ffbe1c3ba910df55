import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

interface Pull {
  readonly number: number;
  title: string;
  body: string;
  labels: string[];
  readonly draft: boolean;
  readonly head: string;
  readonly base: string;
}

export interface ForgeServer {
  readonly host: string;
  readonly origin: string;
  readonly pulls: Pull[];
  readonly requests: string[];
  /** Answers to give instead of the real one to the next requests whose `METHOD /path` matches. */
  readonly faults: { match: RegExp; status: number; headers?: Record<string, string>; body?: object; afterwards?: boolean }[];
  stop(): Promise<void>;
}

/** A small forge: git over HTTP for the folder's repositories, and the few endpoints of GitHub's API that pull requests take. */
export async function startForgeServer(folder: string, token: string): Promise<ForgeServer> {
  const pulls: Pull[] = [];
  const requests: string[] = [];
  const faults: ForgeServer['faults'] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://forge');
    requests.push(`${request.method ?? ''} ${url.pathname}`);
    if (!url.pathname.startsWith('/api/v3/')) {
      serveGit(folder, token, { request, response, url });
      return;
    }
    const send = (status: number, body: unknown, headers: Record<string, string> = {}): void =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const at = faults.findIndex(({ match }) => match.test(requests.at(-1) ?? ''));
    const fault = at < 0 ? undefined : faults.splice(at, 1)[0];
    if (fault && !fault.afterwards) {
      send(fault.status, fault.body ?? { message: 'as ordered' }, fault.headers);
    } else if (request.headers.authorization !== `token ${token}`) {
      send(401, { message: 'Bad credentials' });
    } else {
      const [status, body] = await api(request, url, { pulls, origin: `http://${request.headers.host ?? ''}` });
      if (fault) send(fault.status, { message: 'lost on the way' });
      else send(status, body);
    }
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host, origin: `http://${host}`, pulls, requests, faults, stop };
}

async function api(request: IncomingMessage, url: URL, state: { pulls: Pull[]; origin: string }): Promise<[number, unknown]> {
  const { pulls, origin } = state;
  const show = (pull: Pull) => ({
    number: pull.number,
    title: pull.title,
    body: pull.body,
    html_url: `${origin}/acme/api/pull/${pull.number}`,
    head: { ref: pull.head, repo: { id: 1 } },
    base: { ref: pull.base, repo: { id: 1 } },
  });
  const path = url.pathname.replace('/api/v3/repos/acme/api', '');
  if (request.method === 'GET' && path === '/pulls') {
    const head = url.searchParams.get('head');
    return [200, pulls.filter((pull) => head === `acme:${pull.head}`).map(show)];
  }
  const number = Number(/^\/(?:pulls|issues)\/(\d+)/.exec(path)?.[1]);
  const pull = pulls.find((known) => known.number === number);
  if (request.method === 'GET') return pull ? [200, show(pull)] : [404, { message: 'Not Found' }];
  const body = (await json(request)) as {
    title: string;
    body: string;
    head: string;
    base: string;
    draft: boolean;
    labels: string[];
  };
  if (request.method === 'POST' && path === '/pulls') {
    if (pulls.some(({ head }) => head === body.head)) return [422, { message: 'A pull request already exists' }];
    const made = {
      number: pulls.length + 1,
      title: body.title,
      body: body.body,
      labels: [],
      draft: body.draft,
      head: body.head,
      base: body.base,
    };
    pulls.push(made);
    return [201, show(made)];
  }
  if (!pull) return [404, { message: 'Not Found' }];
  if (request.method === 'PATCH') Object.assign(pull, { title: body.title, body: body.body });
  else pull.labels = [...new Set([...pull.labels, ...body.labels])];
  return [200, show(pull)];
}

/** Hands the request to `git http-backend` by the rules of CGI. */
function serveGit(
  folder: string,
  token: string,
  { request, response, url }: { request: IncomingMessage; response: ServerResponse; url: URL },
): void {
  const expected = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  if (request.headers.authorization !== expected) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end();
    return;
  }
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'worker',
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf('\r\n\r\n');
    const headers = Object.fromEntries(
      all
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const { Status: status = '200', ...rest } = headers;
    response.writeHead(Number.parseInt(status, 10), rest).end(all.subarray(end + 4));
  });
}
