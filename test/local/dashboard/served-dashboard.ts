/** A dashboard on a real port with a page of few files, and with a function behind it that only notes what it sees. */
import { mkdir, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { startDashboard, type RunningDashboard } from '../../../local/dashboard/start-dashboard.ts';
import { openFolder } from '../../../local/folder/runtime-folder.ts';
import { openSigningKey } from '../../../local/folder/secrets.ts';
import { startHttpApi } from '../../../local/gateway/http-api.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the function was given of a request. */
export interface Seen {
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

export interface Served {
  readonly port: number;
  readonly token: string;
  readonly dashboard: RunningDashboard;
  readonly warnings: string[];
  /** What reached the function, in order. */
  readonly seen: Seen[];
  /** Sends a request with its path and headers as they are; its Host is the runtime's own where the headers have none. */
  ask(path: string, asking?: Asking): Promise<Answer>;
  /** Opens a fresh link. @returns the pair `name=value` of the cookie that it sets */
  signIn(): Promise<string>;
  close(): Promise<void>;
}

export interface Serving {
  readonly dir: string;
  readonly port?: number;
  /** Folder of the page. */
  readonly page: string;
  readonly now?: () => number;
}

export const script = 'export const words = "the same words again and again, again and again";\n'.repeat(40);

/** Writes a page: index.html, and two files with a hash, of which one has a compressed copy (of another content, to tell them apart). */
export async function writePage(folder: string): Promise<string> {
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>The page</title>');
  await writeFile(join(folder, 'assets', 'main-ABCD1234.js'), script);
  await writeFile(join(folder, 'assets', 'main-ABCD1234.js.gz'), 'compressed');
  await writeFile(join(folder, 'assets', 'main-ABCD1234.css'), 'body {}');
  return folder;
}

export async function serveDashboard({ dir, port = 0, page, now }: Serving): Promise<Served> {
  const warnings: string[] = [];
  const seen: Seen[] = [];
  const logger = { info: () => undefined, warn: (line: string) => void warnings.push(line) };
  const folder = await openFolder(dir);
  const key = await openSigningKey(folder.key);
  const token = await key.issueToken('groups');
  const http = await startHttpApi(port, logger);
  const dashboard = await startDashboard({ folder, http, key, token, page, logger, ...(now === undefined ? {} : { now }) });
  http.serve([{ routeKey: 'ANY /v1/{proxy+}', function: notingFunction(seen) }]);
  const taken = Number(new URL(http.url).port);
  const ask = (path: string, asking: Asking = {}) => askAt(taken, path, asking);
  return {
    port: taken,
    token,
    dashboard,
    warnings,
    seen,
    ask,
    signIn: async () => cookieOf(await ask(pathOf(dashboard.link().dashboard_url))),
    close: async () => {
      await dashboard.close();
      await http.close();
    },
  };
}

function notingFunction(seen: Seen[]) {
  return {
    name: 'api',
    arn: 'arn:api',
    timeoutMs: 1_000,
    ready: Promise.resolve(undefined),
    invoke: (event: unknown) => {
      seen.push(event as Seen);
      return Promise.resolve({ statusCode: 200, body: '{"data":[]}' });
    },
  };
}

/** The path of a link, with its code. */
export const pathOf = (link: string): string => link.slice(link.indexOf('/open'));

/** The pair `name=value` of the cookie that an answer sets. */
export const cookieOf = ({ headers }: Answer): string => /^[^;]*/.exec(headers['set-cookie']?.[0] ?? '')?.[0] ?? '';

function askAt(port: number, path: string, { method = 'GET', headers = {}, body = '' }: Asking): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const own = { host: `127.0.0.1:${port}`, 'content-length': String(Buffer.byteLength(body)) };
  const options = { host: '127.0.0.1', port, method, path, headers: { ...own, ...headers }, agent: false as const };
  const sent = request(options, (response) => {
    buffer(response).then((bytes) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes, text: bytes.toString() });
    }, reject);
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
