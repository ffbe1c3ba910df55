/** A browser that is signed in to the dashboard of a runtime. */
import { spawnSync } from 'node:child_process';
import { chromium, type Browser, type Page } from 'playwright-core';
import * as z from 'zod';
import type { Api } from './local-runtime.ts';

const link = z.object({ data: z.object({ dashboard_url: z.url() }) });

/** @throws Error where this machine has no Chromium: the variable CHROMIUM names one */
export function openBrowser(): Promise<Browser> {
  const program = process.env['CHROMIUM'] ?? 'chromium';
  const found = spawnSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' }).stdout.trim();
  if (found === '') throw new Error('The dashboard needs Chromium. Install it, or name the program in CHROMIUM.');
  // Root is refused by the browser's sandbox; the page is ours.
  const args = ['--disable-gpu', '--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath: found, args });
}

/** An empty page of a browser without a cache, which has the cookie and has loaded nothing yet. */
export async function signedInPage(browser: Browser, { url, token }: Api): Promise<Page> {
  const answer = await fetch(new URL('/local/codes', url), { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  const { dashboard_url } = link.parse(await answer.json()).data;
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
  await context.request.get(dashboard_url, { maxRedirects: 0 });
  return context.newPage();
}
