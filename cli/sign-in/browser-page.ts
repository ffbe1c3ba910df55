/** The small page that a browser shows after a sign-in: plain HTML without a script. */
import type { ServerResponse } from 'node:http';

export interface BrowserPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

export const signedInPage: BrowserPage = {
  status: 200,
  title: 'You are signed in',
  text: 'Close this window and go back to the terminal.',
};
export const failedPage: BrowserPage = {
  status: 400,
  title: 'You are not signed in',
  text: 'The terminal says why. You can close this window.',
};
export const strangerPage: BrowserPage = {
  status: 400,
  title: 'This is another sign-in',
  text: 'The terminal waits for a later one: use the address that it shows, or start "bgagent login" again.',
};
export const noPage: BrowserPage = { status: 404, title: 'Nothing is here', text: 'Use the address that the terminal shows.' };

/** Resolves when the page is on its way. */
export async function sendPage(response: ServerResponse, { status, title, text }: BrowserPage): Promise<void> {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.end(html(title, text));
  });
}

const html = (title: string, text: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>bgagent: ${title}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  main { max-width: 32rem; margin: 15vh auto; padding: 0 1rem; }
</style>
<main>
<h1>${title}</h1>
<p>${text.replaceAll('"', '&quot;')}</p>
</main>
</html>
`;
