/**
 * Answers requests with the files of a folder. The files are listed once, and a path is looked up in that list: no path leads out
 * of the folder.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pageHeaders } from '../../contracts/page-config.ts';
import type { HttpResponse } from '../gateway/gateway-response.ts';

export interface StaticFiles {
  /** The file of a URL's path, such as `/assets/main-ABCD1234.js`; undefined when there is none. */
  answer(path: string, headers: IncomingHttpHeaders): Promise<HttpResponse | undefined>;
  /** Whether the folder is still there. */
  isThere(): boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Files in this folder have a hash of their content in their names. */
const hashed = '/assets/';
const forEver = 'public, max-age=31536000, immutable';

/** @throws Error when the folder cannot be read, or has no index.html */
export async function openStaticFiles(folder: string): Promise<StaticFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => `/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`),
  );
  if (!files.has('/index.html')) throw new Error(`${folder} is not a built page: it has no index.html.`);
  const read = (path: string): Promise<Buffer> => readFile(join(folder, path));
  return {
    isThere: () => existsSync(join(folder, 'index.html')),
    answer: async (path, headers) => {
      const type = types[extname(path)];
      if (!files.has(path) || type === undefined) return undefined;
      const zipped = files.has(`${path}.gz`) && takesGzip(headers);
      const body = await read(zipped ? `${path}.gz` : path);
      const encoding: Record<string, string> = zipped ? { 'content-encoding': 'gzip' } : {};
      const common = { ...pageHeaders, 'content-type': type, vary: 'accept-encoding', ...encoding };
      if (path.startsWith(hashed)) return { status: 200, headers: { ...common, 'cache-control': forEver }, body };
      const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
      const status = headers['if-none-match'] === etag ? 304 : 200;
      return { status, headers: { ...common, 'cache-control': 'no-cache', etag }, body };
    },
  };
}

/** Whether the browser reads gzip: it names it, and not with the weight 0. */
function takesGzip({ 'accept-encoding': accepted }: IncomingHttpHeaders): boolean {
  const [named, weight = '1'] = /\bgzip(?:\s*;\s*q=([\d.]+))?/i.exec([accepted].flat().join(', ')) ?? [];
  return named !== undefined && Number(weight) > 0;
}
