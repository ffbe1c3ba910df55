/**
 * Takes out of a line what tells one target from another, and leaves what went wrong: paths, addresses, numbers, times, ids, and the names
 * of the target itself (semantics 29).
 * Invariant: linear in the length of the line, whatever is in it.
 * Example: `src/auth.go:41:7: undefined: NewClient` → `<path>: undefined: NewClient`.
 */

/** Names of a target, as `namesOf` makes them. */
export type Names = ReadonlySet<string>;

/** `my_repo` and `My-Repo` are one name: packages are called after their repositories in this way. */
const folded = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** Words of error messages. A target with such a name keeps it in its lines, so that they are like those of the others. */
const ordinary = new Set(
  'api,app,build,check,cli,client,cmd,code,command,config,core,data,default,docs,error,file,go,lib,lint,main,master,module,node,npm,package,project,python,rust,server,src,test,tests,tool,type,util,utils,web'.split(
    ',',
  ),
);

/** The names that count for these texts: a repository's also without its owner, and each part of a path. */
export const namesOf = (texts: readonly (string | null)[]): Names =>
  new Set(
    texts
      .flatMap((text) => (text === null ? [] : [text, ...text.split('/')]))
      .map(folded)
      .filter((name) => name.length > 1 && !ordinary.has(name)),
  );

/** Whatever stands between spaces, quotes and brackets. */
const token = /[^\s"'`()[\]{}<>,;|=]+/g;

export function withoutNames(line: string, names: Names): string {
  const taken = line.replaceAll(token, (text: string, offset: number) => {
    const end = endOfWord(text);
    return wordFor(text.slice(0, end), names, line.slice(Math.max(0, offset - longestLead), offset)) + text.slice(end);
  });
  const short = taken.replaceAll(dates, '<n>').replaceAll(numbers, '<n>').replaceAll(placeInFile, '<path>');
  return short.replaceAll(/[\s|^~]+/g, ' ').trim();
}

const dates = /(?:<n> )?\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} <n>/g;
const numbers = /<n>(?:[ ,:/x-]{1,3}<n>)+/g;
/** A line and column, or the parameters of a test. */
const placeInFile = /<path>(?:\[[^\]]*\]|\(<n>\))/g;

function endOfWord(text: string): number {
  let end = text.length;
  while (end > 0 && '.:!?…'.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

function wordFor(word: string, names: Names, before: string): string {
  if (isAddress(word)) return '<url>';
  if (isNumber(word)) return isCause(word, before) ? word : '<n>';
  if (names.has(folded(word))) return '<name>';
  if (isPath(word, names)) return '<path>';
  return parts(word, names);
}

const address = /^[a-z][a-z\d+.-]*:\/\/|^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]+(?::|$)/i;
const isAddress = (word: string): boolean => address.test(word);

const id = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|0x[\da-f]+|(?:sha\d+:)?[\da-f]{7,})$/i;
/** Such as a ULID, or `req_011CSHoEeqs5C35K2UUqR7Fy`. */
const longId = /^[\w-]{16,}$/;
const isId = (word: string): boolean =>
  (id.test(word) && /\d/.test(word)) || (longId.test(word) && word.replaceAll(/\D/g, '').length >= 3);
const startsAsNumber = /^[~+-]?v?\d/;
const signs = /[\d.,:/_+%~-]+/;
/** A number with its unit, a version, a time, a date, or an id. */
const isNumber = (word: string): boolean =>
  isId(word) || (startsAsNumber.test(word) && word.split(signs).every((unit) => unit.length <= 3));

/** Numbers behind these words say what went wrong. */
const leads = ['exit code', 'exit status', 'exited with', 'exited with code', 'http', 'status', 'status code', 'returned error'];
const longestLead = 24;
const isCause = (word: string, before: string): boolean => {
  const lead = before.replaceAll(/[\s:]/g, ' ').trimEnd().toLowerCase();
  return word.length <= 3 && leads.some((each) => lead.endsWith(each));
};

const sourceFile = /^[\w.-]+\.(?:cc?|cjs|cpp|cs|go|h|hpp|java|jsx?|kt|mjs|mts|php|py|rb|rs|scala|sh|sql|swift|tsx?)(?::|$)/i;
/** Such as `github.com/redis/go-redis/v9`, or `@acme/ui`: what is missing there tells causes apart. */
const foreignPackage = /^(?:@[\w.-]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4})\/[\w./-]+/i;

function isPath(word: string, names: Names): boolean {
  if (!/[/\\]/.test(word)) return sourceFile.test(word);
  const [found] = foreignPackage.exec(word) ?? [];
  return found === undefined || sourceFile.test(word.slice(word.lastIndexOf('/') + 1)) || isOwn(found, names);
}

/** Whether a package is in the repository itself. */
const isOwn = (name: string, names: Names): boolean => {
  const segments = folded(name.replace('@', '')).split('/');
  return segments.some((_, at) => names.has(segments.slice(at, at + 2).join('/')) && at + 1 < segments.length);
};

/** A word of several parts: `name:1.2`, `name@1.2`, `com.acme.auth`, `pool-3-thread-1`. */
const parts = (word: string, names: Names): string =>
  word
    .split(/([:@^])/)
    .map((part) => partFor(part, names))
    .join('');

function partFor(part: string, names: Names): string {
  if (isNumber(part)) return '<n>';
  if (names.has(folded(part))) return '<name>';
  if (packageOfJava.test(part)) return part.replaceAll(/[\w-]+/g, (name) => (names.has(folded(name)) ? '<name>' : name));
  return part.replaceAll(/[^-]+/g, (each) => (isNumber(each) ? '<n>' : each));
}

const packageOfJava = /^(?:com|dev|io|net|org)\./;
