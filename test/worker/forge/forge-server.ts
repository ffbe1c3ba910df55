/** A small forge for tests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

interface Pull {
  readonly number: number;
  title: string;
  body: string;
  labels: string[];
  /** Users and teams that were asked for a review; absent: none. */
  reviewers?: string[];
  readonly draft: boolean;
  readonly head: string;
  base: string;
  readonly fork?: boolean;
  /** Absent: acme/api. */
  readonly repo?: string;
  /** Absent: it is open. */
  end?: 'merged' | 'closed';
}

export interface ForgeServer {
  readonly host: string;
  readonly origin: string;
  readonly pulls: Pull[];
  readonly requests: string[];
  /** Answers to the next requests whose `METHOD /path` matches, in the place of the real ones. Each is used once. */
  readonly faults: {
    match: RegExp;
    status: number;
    headers?: Record<string, string>;
    body?: object;
    /** Carries the request out before it gives the answer. */
    afterwards?: boolean;
    /** Only for a request with a login. */
    known?: boolean;
  }[];
  /** Logins that may use git here, as `user:password`. */
  readonly logins: string[];
  /** Called for each request before its answer. */
  onRequest: (() => void) | undefined;
  /** If set, the forge behaves as Gitea: it ignores the filter by head, gives pages of this size, and takes only labels that it knows. */
  gitea: { readonly pageSize: number; readonly labels: string[] } | undefined;
  stop(): Promise<void>;
}

/** Serves git over HTTP for the folder's repositories, and the few endpoints of GitHub's API that pull requests need. */
export async function startForgeServer(folder: string, token: string): Promise<ForgeServer> {
  const pulls: Pull[] = [];
  const requests: string[] = [];
  // A client may send the token as the password, or alone as the user name.
  const logins = [`x-access-token:${token}`, `${token}:`];
  const faults: ForgeServer['faults'] = [];
  const behaviour: Pick<ForgeServer, 'gitea' | 'onRequest'> = { gitea: undefined, onRequest: undefined };
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://forge');
    requests.push(`${request.method ?? ''} ${url.pathname}`);
    behaviour.onRequest?.();
    const send = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const isKnown = request.headers.authorization !== undefined;
    const at = faults.findIndex(({ match, known }) => match.test(requests.at(-1) ?? '') && (isKnown || known !== true));
    const fault = at < 0 ? undefined : faults.splice(at, 1)[0];
    if (fault && !fault.afterwards) {
      send(fault.status, fault.body ?? { message: 'as ordered' }, fault.headers);
    } else if (!url.pathname.startsWith('/api/v3/')) {
      serveGit(folder, logins, { request, response, url });
    } else if (request.headers.authorization !== `token ${token}`) {
      send(401, { message: 'Bad credentials' });
    } else {
      const origin = `http://${request.headers.host ?? ''}`;
      const [status, body, headers] = await api(request, url, { pulls, origin, gitea: behaviour.gitea });
      if (fault) send(fault.status, { message: 'lost on the way' });
      else send(status, body, headers);
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
  return Object.assign(behaviour, { host, origin: `http://${host}`, pulls, requests, faults, logins, stop });
}

type Answer = [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

interface State extends Pick<ForgeServer, 'gitea'> {
  readonly pulls: Pull[];
  readonly origin: string;
}

async function api(request: IncomingMessage, url: URL, { pulls, origin, gitea }: State): Promise<Answer> {
  const repo = /^\/api\/v3\/repos\/([^/]+\/[^/]+)/.exec(url.pathname)?.[1] ?? 'acme/api';
  const owner = repo.split('/', 1).join('');
  const own = pulls.filter((pull) => (pull.repo ?? 'acme/api') === repo);
  // Gitea names a branch that is gone in the label alone.
  const headOf = ({ number: of, head, fork, end }: Pull) => ({
    ref: gitea && end ? `refs/pull/${of}/head` : head,
    label: gitea ? head : `${owner}:${head}`,
    repo: { id: fork === true ? 2 : 1 },
  });
  const show = (pull: Pull) => ({
    number: pull.number,
    title: pull.title,
    body: pull.body,
    html_url: `${origin}/${repo}/pull/${pull.number}`,
    head: headOf(pull),
    base: { ref: pull.base, repo: { id: 1 } },
    merged_at: pull.end === 'merged' ? '2026-11-21T10:00:00Z' : null,
  });
  const path = url.pathname.replace(`/api/v3/repos/${repo}`, '');
  // A Gitea writes the address of its settings into the links of its pages, whatever address it was asked at.
  const rootUrl = 'http://git.invalid:3000/git';
  if (request.method === 'GET' && path === '/pulls') {
    const listed = own.filter(({ end }) => (end === undefined) === (url.searchParams.get('state') === 'open'));
    if (gitea) {
      const page = Number(url.searchParams.get('page') ?? 1);
      url.searchParams.set('page', String(page + 1));
      const link = listed.length > page * gitea.pageSize ? { link: `<${rootUrl}${url.pathname}${url.search}>; rel="next"` } : {};
      return [200, listed.slice((page - 1) * gitea.pageSize, page * gitea.pageSize).map(show), link];
    }
    const head = url.searchParams.get('head');
    return [200, listed.filter((pull) => head === `${owner}:${pull.head}`).map(show)];
  }
  const number = Number(/^\/(?:pulls|issues)\/(\d+)/.exec(path)?.[1]);
  const pull = own.find((known) => known.number === number);
  if (request.method === 'GET') return pull ? [200, show(pull)] : [404, { message: 'Not Found' }];
  // The worker alone sends requests here, each with the fields of its endpoint.
  const body = (await json(request)) as {
    title: string;
    body: string;
    head: string;
    base?: string;
    draft: boolean;
    labels: string[];
    reviewers?: string[];
    team_reviewers?: string[];
    name: string;
    color?: string;
  };
  if (request.method === 'POST' && path === '/pulls') {
    if (own.some(({ head, end }) => head === body.head && !end)) return [422, { message: 'A pull request already exists' }];
    const made = {
      ...(repo === 'acme/api' ? {} : { repo }),
      number: pulls.length + 1,
      title: body.title,
      body: body.body,
      labels: [],
      draft: body.draft,
      head: body.head,
      base: body.base ?? '',
    };
    pulls.push(made);
    return [201, show(made)];
  }
  if (request.method === 'POST' && path === '/labels') {
    if (body.color === undefined) return [422, { message: 'Color is required' }];
    gitea?.labels.push(body.name);
    return [201, { name: body.name }];
  }
  if (!pull) return [404, { message: 'Not Found' }];
  if (request.method === 'PATCH') {
    Object.assign(pull, { title: body.title, body: body.body, base: body.base ?? pull.base });
    return [200, show(pull)];
  }
  if (path.endsWith('/requested_reviewers')) {
    pull.reviewers = [...(pull.reviewers ?? []), ...(body.reviewers ?? []), ...(body.team_reviewers ?? [])];
    return [201, show(pull)];
  }
  const taken = body.labels.filter((label) => !gitea || gitea.labels.includes(label));
  pull.labels = [...new Set([...pull.labels, ...taken])];
  return [200, pull.labels.map((name) => ({ name }))];
}

/** Passes the request to `git http-backend` by the rules of CGI. */
function serveGit(
  folder: string,
  logins: readonly string[],
  { request, response, url }: { request: IncomingMessage; response: ServerResponse; url: URL },
): void {
  const expected = logins.map((login) => `Basic ${Buffer.from(login).toString('base64')}`);
  if (!expected.includes(request.headers.authorization ?? '')) {
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
