/**
 * Serves the dashboard from the address of the API: its files, the links that sign a browser in, and the token for requests that
 * come with the cookie of one. A request with a token of its own is handed on as it is.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { extname } from 'node:path';
import { redeemBody, type DashboardLink, type PageConfig } from '../../contracts/page-config.ts';
import type { HttpResponse } from '../gateway/gateway-response.ts';
import type { Front } from '../gateway/http-api.ts';
import { readBody } from '../server/request-body.ts';
import type { BuiltPage } from './built-page.ts';
import { refusalOfBrowser, refusalOfHost } from './guard-request.ts';
import { oneTimeCodes, type OneTimeCodes } from './one-time-codes.ts';
import { brokenLink, brokenLinkPage, failureAnswer, jsonAnswer, refusalAnswer, textAnswer } from './page-answers.ts';
import { signInCookies, withoutSignIns, type SignIn, type SignInCookies } from './sign-in-cookie.ts';
import type { SignedOut } from './signed-out.ts';

export interface DashboardOptions {
  /** The runtime's folder, without links. */
  readonly dir: string;
  /** The port that the API has. */
  readonly port: number;
  /** Secret of the folder that signs cookies. */
  readonly secret: string;
  readonly signedOut: SignedOut;
  /** Bearer token of the local user: what a browser that is signed in may do. It is in no answer. */
  readonly token: string;
  /** Whether a bearer token is one of the local user. */
  readonly isOwnToken: (token: string) => Promise<boolean>;
  readonly page: BuiltPage;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface Dashboard {
  /** Stands before the routes of the API. */
  readonly front: Front;
  /** A link that signs a browser in, once. */
  link(): DashboardLink;
}

interface Parts extends DashboardOptions {
  readonly codes: OneTimeCodes;
  readonly cookies: SignInCookies;
}

type Handler = (parts: Parts, request: IncomingMessage, url: URL) => Promise<HttpResponse> | HttpResponse;

const handlers: Readonly<Record<string, Handler>> = {
  'GET /open': open,
  'HEAD /open': () => textAnswer(200, 'A link to the dashboard. It is used by GET.'),
  'POST /local/codes': makeCode,
  'POST /local/codes/redeem': redeem,
  'POST /local/sign-out': signOut,
};
const config: PageConfig = { kind: 'cookie', stage: 'local' };
/** In bytes, of a request that redeems a code. */
const bodyLimit = 4_096;

export function openDashboard(options: DashboardOptions): Dashboard {
  const parts = { ...options, codes: oneTimeCodes(options.now), cookies: signInCookies(options) };
  return {
    front: async (request, url, next) => {
      if (isBelow(url.pathname, '/v1')) return await askApi(parts, request, next);
      const handler = handlers[`${request.method ?? ''} ${url.pathname}`];
      if (handler !== undefined) return await handler(parts, request, url);
      return (await pageAnswer(parts, request, url)) ?? (await next(asSeenByFunctions(request.headers)));
    },
    link: () => linkOf(parts),
  };
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Functions see no cookie of the dashboard, whatever the port that it belongs to. */
function asSeenByFunctions({ cookie, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  const left = withoutSignIns(cookie);
  return left === undefined ? headers : { ...headers, cookie: left };
}

/** A token of the caller's own wins over the cookie, also where it is bad. */
async function askApi(parts: Parts, request: IncomingMessage, next: Parameters<Front>[2]): Promise<HttpResponse> {
  const headers = asSeenByFunctions(request.headers);
  if (headers.authorization !== undefined || signInOf(parts, request) === undefined) return await next(headers);
  const refusal = refusalOfBrowser(askedBy(request), parts.port);
  if (refusal !== undefined) return refusalAnswer(refusal);
  return await next({ ...headers, authorization: `Bearer ${parts.token}` });
}

const askedBy = ({ method = 'GET', headers }: IncomingMessage) => ({ method, headers });

const signInOf = ({ cookies, signedOut }: Parts, { headers }: IncomingMessage): SignIn | undefined =>
  cookies.signInsOf(headers.cookie).find(({ id }) => !signedOut.has(id));

function linkOf({ codes, port }: Parts): DashboardLink {
  const { code, expiresAtMs } = codes.make();
  return {
    dashboard_url: `http://127.0.0.1:${port}/open?code=${code}`,
    expires_at: new Date(expiresAtMs).toISOString(),
  };
}

/** Only a token makes a link: a browser that is signed in cannot sign another one in. */
async function makeCode(parts: Parts, { headers }: IncomingMessage): Promise<HttpResponse> {
  const [, token] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (token !== undefined && (await parts.isOwnToken(token))) return jsonAnswer(201, { data: linkOf(parts) });
  return failureAnswer(401, 'UNAUTHORIZED', 'A link to the dashboard needs the token of this runtime.');
}

function open({ codes, cookies, port }: Parts, { headers }: IncomingMessage, url: URL): HttpResponse {
  const refusal = refusalOfHost(headers, port);
  if (refusal !== undefined) return textAnswer(refusal.status, refusal.message);
  // A browser that loads a link before its person opens it would use the code up.
  if (isPrefetch(headers)) return textAnswer(503, 'The link is used by opening it.');
  if (!codes.take(url.searchParams.get('code') ?? '')) return brokenLinkPage;
  return { ...textAnswer(303, 'Signed in.', { location: '/' }), cookies: [cookies.issue()] };
}

const isPrefetch = (headers: IncomingHttpHeaders): boolean =>
  ['sec-purpose', 'purpose', 'x-moz'].some((name) => headers[name]?.includes('prefetch') ?? false);

/** As `open`, for a page that is open already and must not be left, because something is typed in it. */
async function redeem({ codes, cookies, port }: Parts, request: IncomingMessage): Promise<HttpResponse> {
  const refusal = refusalOfBrowser(askedBy(request), port);
  if (refusal !== undefined) return refusalAnswer(refusal);
  const body = redeemBody.safeParse(parseJson((await readBody(request, bodyLimit))?.toString('utf8') ?? ''));
  if (!body.success) return failureAnswer(400, 'VALIDATION_ERROR', 'Send {"code": "…"} with the link, or with its code.');
  if (!codes.take(codeIn(body.data.code))) return failureAnswer(403, 'FORBIDDEN', brokenLink);
  return { ...jsonAnswer(200, { data: { signed_in: true } }), cookies: [cookies.issue()] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The code of a link, or the text itself. */
const codeIn = (text: string): string => /[?&]code=([\w-]+)/.exec(text)?.[1] ?? text.trim();

async function signOut({ cookies, signedOut, port }: Parts, request: IncomingMessage): Promise<HttpResponse> {
  const refusal = refusalOfBrowser(askedBy(request), port);
  if (refusal !== undefined) return refusalAnswer(refusal);
  for (const signIn of cookies.signInsOf(request.headers.cookie)) await signedOut.add(signIn);
  return { ...jsonAnswer(200, { data: { signed_in: false } }), cookies: [cookies.clear] };
}

/** A file of the page, or the page itself for a person who goes to one of its paths. Undefined: nothing of the page is asked. */
async function pageAnswer(
  { page, port }: Parts,
  { method, headers }: IncomingMessage,
  { pathname }: URL,
): Promise<HttpResponse | undefined> {
  const forPerson = headers.accept?.includes('text/html') ?? false;
  if ((method !== 'GET' && method !== 'HEAD') || (!forPerson && extname(pathname) === '')) return undefined;
  const refusal = refusalOfHost(headers, port);
  if (refusal !== undefined) return textAnswer(refusal.status, refusal.message);
  if (pathname === '/config.json') return jsonAnswer(200, config);
  const files = await page.files();
  if (files === undefined) return textAnswer(503, notBuilt);
  const file = await files.answer(pathname, headers);
  if (file !== undefined) return file;
  const isScreen = forPerson && !isBelow(pathname, '/assets');
  return (isScreen ? await files.answer('/index.html', headers) : undefined) ?? textAnswer(404, 'There is no such file.');
}

const notBuilt =
  'The page of the dashboard could not be built. The output of "bgagent local" says why. The API and the command line go on.';
