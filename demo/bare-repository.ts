/** Makes a bare git repository with a given history in one go, as `git fast-import` reads it. */
import { devNull } from 'node:os';
import { execa } from 'execa';

export interface Commit {
  readonly subject: string;
  /** `Name <mail>`. */
  readonly author: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** The whole tree after this commit: content by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Ignores the user's own git settings, so that the demo's repositories are the same everywhere. */
export const gitEnvironment = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };

export async function makeBareRepository(folder: string, commits: readonly Commit[]): Promise<void> {
  await execa('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder], { env: gitEnvironment });
  const input = commits.map((commit) => commitStream(commit)).join('');
  await execa('git', ['-C', folder, 'fast-import', '--quiet'], { input, env: gitEnvironment });
}

function commitStream({ subject, author, at, files }: Commit): string {
  const head = [
    'commit refs/heads/main',
    `author ${author} ${at} +0000`,
    `committer ${author} ${at} +0000`,
    data(`${subject}\n`),
    'deleteall',
  ];
  const tree = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  return `${[...head, ...tree].join('\n')}\n\n`;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`;
