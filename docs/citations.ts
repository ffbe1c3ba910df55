/**
 * Finds citations that lead nowhere: a section of docs/semantics.md or a heading of a document that does not exist, a file that a
 * document names and that was moved, a document that is not part of the repository.
 * Example: "(semantics 19)" in a comment → `docs/semantics.md has no section 19.`
 */
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';

export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The citation, as it is written. */
  readonly cited: string;
  /** The problem, and how to mend it. */
  readonly help: string;
}

export interface Repository {
  /** All files, by their path from the root. */
  readonly paths: ReadonlySet<string>;
  /** The text of each file that may cite something. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Cited by section: "(semantics 4)", "(semantics 3 to 6 and 8)". */
const rules = 'docs/semantics.md';
/** Cited by heading: "(architecture.md, The clock)". */
const design = 'docs/architecture.md';

/** Documents that no file may cite by these names, because they are not in the repository. One that is added to docs/ may be cited. */
const elsewhere = ['api', 'cli', 'platform', 'product', 'agents', 'steps', 'style', 'aws'];
const notHere = `This document is not in the repository. Cite a section of ${rules}, a heading of ${design} or docs/operations.md, docs/openapi.json, or nothing.`;

/** Files of users whose names the product knows. */
const ofUsers = ['tasks.md', 'spec.md'];

/** All citations that lead nowhere, file by file. */
export function findBrokenCitations(repository: Repository): Finding[] {
  return [...repository.texts].flatMap(([file, text]) =>
    [
      ...brokenInText(repository, file, text),
      ...(file.endsWith('.md') ? brokenLinks(repository, file, text) : []),
      ...(describesCode(file) ? brokenPaths(repository, file, text) : []),
    ].sort((a, b) => a.line - b.line),
  );
}

/** Documents that describe the code as it is. Decisions and the changelog name files as they were. */
const describesCode = (file: string): boolean =>
  file === 'README.md' || file === 'CONTRIBUTING.md' || /^docs\/[^/]+\.md$/.test(file);

// ---- citations in any text

interface Citation {
  readonly pattern: RegExp;
  /** The problem of a match; undefined: none. */
  readonly check: (cited: string) => string | undefined;
}

function brokenInText(repository: Repository, file: string, text: string): Finding[] {
  const joined = joinLines(text);
  return citationsIn(repository, file).flatMap(({ pattern, check }) =>
    [...joined.text.matchAll(pattern)].flatMap(({ 0: cited, index }) => {
      const help = check(cited);
      return help === undefined ? [] : [{ file, line: joined.lineAt(index), cited, help }];
    }),
  );
}

/** The text as one line, without the signs that begin a line of a comment: a citation may be wrapped. */
function joinLines(text: string): { readonly text: string; readonly lineAt: (offset: number) => number } {
  const lines = text.split('\n').map((line) => line.replace(/^[\s*/#]+/, ''));
  const ends: number[] = [];
  for (const line of lines) ends.push((ends.at(-1) ?? 0) + line.length + 1);
  return { text: lines.join(' '), lineAt: (offset) => ends.findIndex((end) => offset < end) + 1 };
}

function citationsIn(repository: Repository, file: string): Citation[] {
  const numbered = new RegExp(`(?<=[(,;] ?)(?:architecture|${elsewhere.join('|')}) [A-Z]?\\d[\\d.]*(?=[),;])`, 'g');
  return [
    { pattern: /\bsemantics \d+(?:(?:, | to | and )\d+)*/gi, check: (cited) => missingSections(repository, cited) },
    { pattern: /\barchitecture\.md, [^)]{0,60}/g, check: (cited) => missingHeading(repository, cited) },
    { pattern: numbered, check: () => notHere },
    { pattern: documentName(file), check: (cited) => missingDocument(repository, cited) },
  ];
}

/** In code, the name of any document that is not in quotes. Elsewhere users' documents have names too: only those known to be absent. */
const documentName = (file: string): RegExp =>
  /\.(?:ts|js|cjs|sh)$/.test(file)
    ? /(?<![\w'"`./-])[\w./-]+\.md(?:#[\w-]+)?(?![\w'"`/])/g
    : new RegExp(`(?<![\\w/.-])(?:${elsewhere.join('|')})\\.md\\b`, 'g');

function missingSections(repository: Repository, cited: string): string | undefined {
  const sections = new Set(headingsOf(repository, rules).flatMap(({ text }) => /^(\d+)\. /.exec(text)?.[1] ?? []));
  const missing = numbersIn(cited).filter((number) => !sections.has(`${number}`));
  return missing.length === 0
    ? undefined
    : `${rules} has no section ${missing.join(', ')}. Cite one of its sections by its number.`;
}

/** "3 to 6 and 8" → 3, 4, 5, 6, 8. */
function numbersIn(cited: string): number[] {
  const numbers: number[] = [];
  for (const [, to, digits] of cited.matchAll(/(to )?(\d+)/g)) {
    const number = Number(digits);
    for (let next = to === undefined ? number : (numbers.at(-1) ?? 0) + 1; next <= number; next += 1) numbers.push(next);
  }
  return numbers;
}

function missingHeading(repository: Repository, cited: string): string | undefined {
  const heading = cited.slice('architecture.md, '.length);
  if (headingsOf(repository, design).some(({ text }) => heading.startsWith(text))) return undefined;
  return `${design} has no such heading. Cite one of its headings, word for word.`;
}

/** @param cited path from the root, or the name of a document in docs/, with or without an anchor */
function missingDocument(repository: Repository, cited: string): string | undefined {
  const [name = '', anchor] = cited.split('#');
  if (ofUsers.includes(posix.basename(name))) return undefined;
  const path = [name, `docs/${name}`].find((each) => repository.paths.has(each));
  return path === undefined ? notHere : missingAnchor(repository, path, anchor);
}

// ---- headings

interface Heading {
  readonly text: string;
  /** As GitHub makes it. */
  readonly anchor: string;
}

function headingsOf({ texts }: Repository, document: string): Heading[] {
  const slugger = new GithubSlugger();
  return withoutFences(texts.get(document) ?? '').flatMap((line) => {
    const text = /^#{1,6} (.+)$/.exec(line)?.[1]?.replaceAll('`', '');
    return text === undefined ? [] : [{ text, anchor: slugger.slug(text) }];
  });
}

/** The lines of a document; those of code blocks are empty. */
function withoutFences(text: string): string[] {
  let inFence = false;
  return text.split('\n').map((line) => {
    const isFence = line.trimStart().startsWith('```');
    if (isFence) inFence = !inFence;
    return inFence || isFence ? '' : line;
  });
}

function missingAnchor(repository: Repository, path: string, anchor: string | undefined): string | undefined {
  if (anchor === undefined || !path.endsWith('.md')) return undefined;
  const anchors = headingsOf(repository, path).map((heading) => `#${heading.anchor}`);
  return anchors.includes(`#${anchor}`) ? undefined : `${path} has no heading for #${anchor}. It has ${anchors.join(' ')}.`;
}

// ---- links and paths in documents

function brokenLinks(repository: Repository, file: string, text: string): Finding[] {
  return withoutFences(text).flatMap((line, index) =>
    [...line.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, cited = '']) => {
      const [name = '', anchor] = cited.split('#');
      if (/^[a-z]+:/.test(cited)) return [];
      const help = missingPath(repository, name === '' ? file : posix.join(posix.dirname(file), name), anchor);
      return help === undefined ? [] : [{ file, line: index + 1, cited, help }];
    }),
  );
}

/** Files that a document names in code spans and code blocks. */
function brokenPaths(repository: Repository, file: string, text: string): Finding[] {
  const { isPath, isUnknownFile } = wordsOfCode(repository);
  const outside = withoutFences(text);
  return text.split('\n').flatMap((line, index) => {
    const isBlock = outside[index] !== line;
    const spans = isBlock ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
    return spans.flatMap(wordsIn).flatMap((cited) => {
      const [path = '', anchor] = cited.split('#');
      const isFile = !isBlock && isUnknownFile(path);
      const help = isPath(path) || isFile ? missingPath(repository, path, anchor) : undefined;
      return help === undefined ? [] : [{ file, line: index + 1, cited, help }];
    });
  });
}

/** Words that may be a path. Those with a placeholder, and those in the user's home, are not. */
const wordsIn = (code: string): string[] =>
  code
    .split(/[\s'"()[\],;|]+/)
    .map((word) => word.replace(/[.:]$/, ''))
    .filter((word) => !/[<*…{}$~]/.test(word));

function wordsOfCode({ paths }: Repository) {
  const folders = new Set([...paths].flatMap((path) => (path.includes('/') ? [path.slice(0, path.indexOf('/'))] : [])));
  const names = new Set([...paths].map((path) => posix.basename(path)));
  return {
    /** Its first part is a folder at the root. */
    isPath: (word: string): boolean => folders.has(word.slice(0, Math.max(0, word.indexOf('/')))),
    /** The name of a source file, and no file of the repository is called so. */
    isUnknownFile: (word: string): boolean => /^\w[\w.-]*\.(?:ts|js|cjs|sh)$/.test(word) && !names.has(word),
  };
}

/** A path leads to a file, to a folder, or to files that begin so (`npm test -- test/core/plan`). */
function missingPath(repository: Repository, path: string, anchor: string | undefined): string | undefined {
  const { paths } = repository;
  if (paths.has(path)) return missingAnchor(repository, path, anchor);
  const beginnings = path.endsWith('/') ? [path] : [`${path}/`, `${path}.`];
  if ([...paths].some((each) => beginnings.some((beginning) => each.startsWith(beginning)))) return undefined;
  const name = posix.basename(path);
  const same = [...paths].filter((each) => posix.basename(each) === name || posix.basename(each).startsWith(`${name}.`));
  return `There is no such file.${same.length === 0 ? '' : ` Was it moved to ${same.join(' or ')}?`} Name a file that exists, or none.`;
}
