/**
 * Opens a secret link in the browser of this machine. Other users of the machine see the arguments of programs, and could use the
 * link first: so the browser is given a file that only its owner can read, and the file leads to the link.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import which from 'which';
import { configFolder, configPath } from './config/config-folder.ts';

interface LinkPage {
  /** Name of the file in the config folder. */
  readonly file: string;
  /** What a person clicks where the browser does not go on by itself. */
  readonly text: string;
}

/** @returns false when this machine has no browser, or no screen */
export async function openInBrowser(link: string, { file: name, text }: LinkPage): Promise<boolean> {
  const program = await browserOpener();
  if (program === null) return false;
  const file = configPath(name);
  mkdirSync(configFolder(), { recursive: true, mode: 0o700 });
  // A file that is there may have another mode, which writing would keep.
  rmSync(file, { force: true });
  writeFileSync(file, pageTo(new URL(link), text), { mode: 0o600 });
  const opener = spawn(program, [pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  opener.unref();
  return await once(opener, 'spawn').then(
    () => true,
    () => false,
  );
}

/** The program that opens a file in the browser; null where there is none. */
async function browserOpener(): Promise<string | null> {
  if (process.platform === 'darwin') return await which('open', { nothrow: true });
  const hasScreen = [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(Boolean);
  return hasScreen ? await which('xdg-open', { nothrow: true }) : null;
}

/** @param link its `href` has no quotes and no angle brackets */
const pageTo = ({ href }: URL, text: string): string => `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${href.replaceAll('&', '&amp;')}">
<title>bgagent</title>
<a href="${href.replaceAll('&', '&amp;')}">${text}</a>
`;
