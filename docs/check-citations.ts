/** Fails where the repository cites what is not there: sections of the rules, headings, files and documents (docs/citations.ts). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { findBrokenCitations } from './citations.ts';

const root = join(import.meta.dirname, '..');
/** They hold broken citations as examples. */
const examples = ['docs/citations.ts', 'test/docs/citations.test.ts'];

/** New files count before they are committed, removed ones no more. */
const { stdout } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
const paths = stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
const cites = paths.filter(
  (path) => /\.(?:ts|js|cjs|sh|json|md)$/.test(path) && path !== 'package-lock.json' && !examples.includes(path),
);
const texts = new Map(cites.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

for (const { file, line, cited, help } of findBrokenCitations({ paths: new Set(paths), texts })) {
  console.error(`${file}:${line}: "${cited}" leads nowhere. ${help}`);
  process.exitCode = 1;
}
