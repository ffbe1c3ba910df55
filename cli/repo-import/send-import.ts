/** Sends an import to the API, in as many calls as it needs, and makes one report of their answers. */
import type { Client, ClientError } from '../../contracts/http/client.ts';
import type { RepoImportReport } from '../../contracts/http/repo-import.ts';
import { limits } from '../../contracts/limits.ts';
import { errorOfAnswer } from '../api/answer-data.ts';
import { CliError } from '../cli-error.ts';
import type { RepoToImport } from './repo-of-row.ts';

export interface ImportToSend {
  /** Where the list is from, such as `github.com/acme`; absent: a file. */
  readonly source?: string;
  readonly repos: readonly RepoToImport[];
  /** All repositories that the source has now. Absent: none is told as gone. */
  readonly names?: readonly string[];
  readonly dryRun: boolean;
  readonly removeGone?: boolean;
  /** The place of a repository for people, such as `repos.csv:12`. */
  readonly placeOf: (at: number) => string;
}

/** Bytes of the repositories of one call. The longest names, which go with the last ones, have less than the other two thirds. */
const mostBytes = limits.bodyBytes / 3;

/**
 * @param tell receives a line of progress after each of several calls
 * @throws CliError when the API refuses a call; it says how many repositories the calls before it imported
 */
export async function sendImport(
  client: Pick<Client, 'importRepos'>,
  sent: ImportToSend,
  tell: (line: string) => void,
): Promise<RepoImportReport> {
  const parts = partsOf(sent.repos);
  const reports: RepoImportReport[] = [];
  let done = 0;
  for (const [at, repos] of parts.entries()) {
    const isLast = at === parts.length - 1;
    const answer = await client.importRepos({ body: bodyOf(sent, repos, isLast) });
    if (!answer.ok) throw errorOfPart(answer.error, sent, done);
    reports.push(answer.data);
    done += repos.length;
    if (parts.length > 1) tell(`${grouped(done)} of ${grouped(sent.repos.length)} repositories`);
  }
  return together(reports, sent);
}

const grouped = (count: number): string => count.toLocaleString('en-US');

/** At least one part: an empty list may still come with names. */
function partsOf(repos: readonly RepoToImport[]): RepoToImport[][] {
  const parts: RepoToImport[][] = [[]];
  let bytes = 0;
  for (const repo of repos) {
    const size = Buffer.byteLength(JSON.stringify(repo)) + 1;
    const last = parts.at(-1);
    if (last !== undefined && last.length < limits.importedRepos && bytes + size <= mostBytes) {
      last.push(repo);
      bytes += size;
    } else {
      parts.push([repo]);
      bytes = size;
    }
  }
  return parts;
}

/** What is gone is told and removed by the last call. */
function bodyOf({ source, names, dryRun, removeGone }: ImportToSend, repos: RepoToImport[], isLast: boolean) {
  return {
    ...(source === undefined ? {} : { source }),
    repos,
    ...(names === undefined || !isLast ? {} : { names: [...names], remove_gone: removeGone === true }),
    dry_run: dryRun,
  };
}

/** The problems with the places of the file, and what was imported before. */
function errorOfPart(error: ClientError, { placeOf, dryRun, repos }: ImportToSend, done: number): CliError {
  const details = error.details.map((detail) => {
    const place = /^\/repos\/(\d+)\/?/.exec(detail.path);
    if (!place) return detail;
    const named = placeOf(done + Number(place[1]));
    return { ...detail, path: named, message: detail.message.replace(/^repos\/\d+\//, '') };
  });
  const told = errorOfAnswer({ ...error, details });
  if (done === 0 || dryRun) return told;
  const before = `${grouped(done)} of ${grouped(repos.length)} repositories are imported, the others are not: import again when this is mended`;
  return new CliError(`${told.message.replace(/\.$/, '')}. ${before}.`, told.exit, told.details);
}

function together(reports: readonly RepoImportReport[], { dryRun }: ImportToSend): RepoImportReport {
  const sum = (count: keyof RepoImportReport['counts']): number =>
    reports.reduce((total, { counts }) => total + counts[count], 0);
  return {
    repos: reports.flatMap(({ repos }) => repos),
    gone: reports.flatMap(({ gone }) => gone),
    counts: {
      new: sum('new'),
      changed: sum('changed'),
      unchanged: sum('unchanged'),
      removed: sum('removed'),
      gone: sum('gone'),
    },
    dry_run: dryRun,
  };
}
