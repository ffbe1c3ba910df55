/** The answers of the dashboard that are no files of it: short pages, refusals, and answers to what the page asks. */
import { pageHeaders } from '../../contracts/page-config.ts';
import type { HttpResponse } from '../gateway/gateway-response.ts';
import type { Refusal } from './guard-request.ts';

const notKept = { ...pageHeaders, 'cache-control': 'no-store' };

export function textAnswer(status: number, text: string, headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status, headers: { ...notKept, 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${text}\n` };
}

export function jsonAnswer(status: number, content: object): HttpResponse {
  return {
    status,
    headers: { ...notKept, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(content),
  };
}

/** A failure in the form in which the API answers them. */
export const failureAnswer = (status: number, code: string, message: string): HttpResponse =>
  jsonAnswer(status, { error: { code, message } });

export const refusalAnswer = ({ status, message }: Refusal): HttpResponse => failureAnswer(status, 'FORBIDDEN', message);

export const brokenLink =
  'This link does not work: it was used, it is older than ten minutes, or another runtime made it. Make a new one: bgagent dashboard';

/** What a person sees who opens a link that does not work. Its text is fixed, so nothing in it needs to be made harmless. */
export const brokenLinkPage: HttpResponse = {
  status: 403,
  headers: { ...notKept, 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <title>This link does not work · bgagent</title>
    <style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style>
  </head>
  <body>
    <h1>This link does not work</h1>
    <p>A link to the dashboard works once, and for ten minutes. This one was used, is older, or another runtime made it.</p>
    <p>Make a new one: <code>bgagent dashboard</code></p>
    <p>Where this browser is signed in already: <a href="/">open the dashboard</a>.</p>
  </body>
</html>
`,
};
