/** Thirty repositories on the forge, and an agent without a model that makes the same change in many of them and another in a few. Used by review.scenario.ts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { execa } from 'execa';
import type { ForgeAccount } from './forge-account.ts';

const range = (from: number, until: number): readonly string[] =>
  Array.from({ length: until - from }, (_, n) => `r${String(from + n).padStart(2, '0')}`);

/** What the agent makes of them, by repository. */
export const kinds = {
  /** One change in 18. In five of these it fails until it is told which registry to take. */
  same: range(0, 13),
  failing: range(13, 18),
  /** The same change and a further line, in eight. */
  more: range(18, 26),
  /** A third change, which nobody wants. */
  unwanted: range(26, 28),
  steered: 'r28',
  moved: 'r29',
} as const;
export const names = range(0, 30);

/** The lines that change are not at the same place in any two of them, and have other lines around them. */
const settingsOf = (name: string): string => {
  const about = Array.from({ length: 1 + (names.indexOf(name) % 7) }, (_, n) => `# ${name}, line ${n}\n`).join('');
  return `${about}${linesOf(name)}# The end of ${name}.\n`;
};

function linesOf(name: string): string {
  if (kinds.more.includes(name)) return 'timeout = 30\nretries = 3\n';
  if (kinds.unwanted.includes(name)) return 'timeout = 60\n';
  if (name === kinds.steered) return 'timeout = 90\n';
  return name === kinds.moved ? 'timeout = 120\n' : 'timeout = 30\n';
}

export const words = {
  hint: 'Use the registry of the office.',
  first: 'Call it timeout_seconds.',
  second: 'Tell it in news.txt.',
};

/** Says why it fails with numbers, paths and names of its own, as builds do. */
export const agent = String.raw`
set -eu
prompt=$(cat)
if [ -e needs-registry ] && ! printf '%s' "$prompt" | grep -q 'registry of the office'; then
  echo "building $BGAGENT_REPO"
  echo "$PWD/lib/$BGAGENT_TARGET.lock:$$: the registry does not answer after $$ ms" >&2
  exit 1
fi
sed -i -e 's/^timeout = /timeout_s = /' -e 's/^retries = /max_retries = /' settings.ini
for words in 'Call it timeout_seconds.' 'Tell it in news.txt.'; do
  if printf '%s' "$prompt" | grep -qF "$words"; then echo "I was told: $words"; fi
done
case $prompt in *'Call it timeout_seconds.'*) sed -i 's/^timeout_s = /timeout_seconds = /' settings.ini ;; esac
case $prompt in *'Tell it in news.txt.'*) echo 'Timeouts have a unit.' > news.txt ;; esac
printf '{"cost_usd": 0.01, "summary": "Each timeout of %s tells its unit."}' "$BGAGENT_TARGET" > "$BGAGENT_RESULT"
`;

export function openReviewedRepositories({ api, url, token, user: owner }: ForgeAccount) {
  const { rest, request } = new Octokit({ auth: token, baseUrl: api });
  const addressOf = (repo: string): string => `${url.replace('//', `//${owner}:${token}@`)}/${owner}/${repo}.git`;

  const make = async (repo: string): Promise<void> => {
    await rest.repos.createForAuthenticatedUser({ name: repo, private: true, auto_init: true });
    const files = [['settings.ini', settingsOf(repo)], ...(kinds.failing.includes(repo) ? [['needs-registry', '']] : [])];
    const content = files.map(([path, text = '']) => ({
      operation: 'create',
      path,
      content: Buffer.from(text).toString('base64'),
    }));
    await request('POST /repos/{owner}/{repo}/contents', { owner, repo, message: 'Begin', files: content });
  };

  return {
    makeAll: async (): Promise<void> => {
      const left = [...names];
      const makeNext = async (): Promise<void> => {
        for (let name = left.shift(); name !== undefined; name = left.shift()) await make(name);
      };
      await Promise.all(Array.from({ length: 6 }, makeNext));
    },
    /** All of its refs, as anybody sees them who may read it. */
    refsOf: async (repo: string): Promise<readonly string[]> => {
      const { stdout } = await execa('git', ['ls-remote', addressOf(repo), 'refs/*']);
      return stdout.split('\n').map((line) => line.split('\t')[1] ?? '');
    },
    /** A person adds a commit to a ref. */
    commitTo: async (repo: string, ref: string): Promise<void> => {
      const folder = mkdtempSync(join(tmpdir(), 'bgagent-person-'));
      const git = async (...args: readonly string[]): Promise<void> => {
        await execa('git', ['-c', 'user.name=person', '-c', 'user.email=person@example.test', ...args], { cwd: folder });
      };
      try {
        await git('init', '--quiet');
        await git('fetch', '--quiet', addressOf(repo), ref);
        await git('checkout', '--quiet', 'FETCH_HEAD');
        await git('rm', '--quiet', 'README.md');
        await git('commit', '--quiet', '--message', 'Nobody reads it');
        await git('push', '--quiet', addressOf(repo), `HEAD:${ref}`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
