import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser of this machine; undefined where there is none. */
export function findBrowser(): string | undefined {
  return programs.find((program) => spawnSync(program, ['--version']).status === 0);
}

/** Opens a page in a browser without a window. `close` ends the browser, and what it started, and takes its profile away. */
export async function openPage(program: string, url: string): Promise<{ close: () => Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'bgagent-browser-'));
  // Root is refused by the browser's sandbox; the page is ours.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const quiet = ['--no-first-run', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];
  const args = ['--headless=new', ...asRoot, ...quiet, `--user-data-dir=${profile}`, url];
  const browser = spawn(program, args, { stdio: 'ignore' });
  const ended = once(browser, 'close');
  await once(browser, 'spawn');
  return {
    close: async () => {
      // Asked, it ends its own processes first.
      browser.kill('SIGTERM');
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
