/** Makes the git history of a service: README, silent code, console output, tests, release. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Commit } from './bare-repository.ts';
import { company, type Service } from './company.ts';

type Files = Readonly<Record<string, string>>;

const day = 24 * 60 * 60;

export function serviceHistory(service: Service): readonly Commit[] {
  const files = filesOf(join(import.meta.dirname, 'services', service.name));
  const code = only(files, 'src/');
  const described = { 'README.md': readmeOf(service), 'package.json': manifestOf(service, '0.1.0') };
  const silent = { ...described, ...silenced(code) };
  const speaking = { ...described, ...code };
  const tested = { ...described, ...files };
  const [codeSubject, speechSubject, testSubject] = service.subjects;
  const steps: readonly (readonly [string, Files])[] = [
    [`Describe ${service.name}`, described],
    [codeSubject, silent],
    [speechSubject, speaking],
    [testSubject, tested],
    [`Release ${service.version}`, { ...tested, 'package.json': manifestOf(service, service.version) }],
  ];
  return steps.map(([subject, tree], index) => ({ subject, author: authorOf(service), at: timeOf(service, index), files: tree }));
}

function filesOf(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path).replaceAll(sep, '/'), readFileSync(path, 'utf8')]));
}

const only = (files: Files, start: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith(start)));

/** The code without its console calls. */
const silenced = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll(/^.*console\..*\n/gm, '')]));

const readmeOf = ({ name, does, team }: Service): string => `# ${name}\n\n${does} Owned by the ${team} team.\n\n    npm test\n`;

const manifestOf = ({ name }: Service, version: string): string =>
  `${JSON.stringify({ name: `@${company}/${name}`, version, private: true, type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`;

const authorOf = ({ author }: Service): string => `${author} <${author.toLowerCase().replace(' ', '.')}@${company}.example>`;

/** Seconds since 1970. Commits are some days apart, and the same in each run. */
const timeOf = ({ begun, name }: Service, index: number): number =>
  Date.parse(`${begun}T09:${10 + name.length}:00Z`) / 1_000 + index * (2 + (name.length % 3)) * day + index * 3_700;
