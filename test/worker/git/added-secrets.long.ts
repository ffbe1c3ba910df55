/** Finds the secrets that commits add to a real repository. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { placesOfAddedSecrets } from '../../../worker/git/added-secrets.ts';
import { createGit } from '../../../worker/git/git.ts';
import { createSecrets } from '../../../worker/sandbox/secrets.ts';
import { git, makeFolder, removeFolders } from '../git-repository.ts';

const token = 'ghp_s3cr3t/of+worker';
const key = 'sk-another-one';

let folder: string;
let base: string;
beforeEach(() => {
  folder = makeFolder('repo');
  git(folder, 'init', '--quiet', '--initial-branch=main', '.');
  write('old.env', `TOKEN=${token}\nA=1\n`);
  write('plain.txt', 'plain\n');
  base = commit();
});
afterEach(removeFolders);

function write(name: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function commit(message = 'Change'): string {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}

async function places(
  known: readonly string[] = [base],
  commitId = git(folder, 'rev-parse', 'HEAD'),
): Promise<readonly string[]> {
  const secrets = createSecrets();
  secrets.add(token, key);
  const remote = { address: folder, login: undefined, secrets: [], forge: undefined, host: undefined };
  const { signal } = new AbortController();
  const worker = createGit({ at: { folder, env: {} }, remote, environment: process.env, secrets, signal });
  const found = await placesOfAddedSecrets({ git: worker, commit: commitId, known, secrets });
  if (!found.ok) throw new Error(found.failure.message);
  return found.value;
}

test('a change without a secret has none, and one without commits neither', async () => {
  write('new/file.txt', 'ghp_s3cr3t\n');
  commit();
  expect(await places()).toEqual([]);
  expect(await places([git(folder, 'rev-parse', 'HEAD')])).toEqual([]);
});

test.each([
  ['as it is', `TOKEN=${token}\n`],
  ['in a URL', `https://x:${encodeURIComponent(token)}@acme.io\n`],
  ['in Base64', Buffer.from(token).toString('base64')],
  ['in Base64 with its user, in short lines', Buffer.from(`me:${token}\n`).toString('base64').replaceAll(/.{8}/g, '$&\n')],
  ['in hexadecimal', Buffer.from(token).toString('hex').replaceAll(/../g, '$& ')],
  ['in the middle of a binary file', Buffer.concat([Buffer.alloc(100_000), Buffer.from(key), Buffer.from([0, 255, 254])])],
  ['after a lot of text', `${'line\n'.repeat(200_000)}${key}`],
])('a secret %s', async (_how, content) => {
  write('config/app.env', content);
  write('plain.txt', 'changed\n');
  commit();
  expect(await places()).toEqual(['config/app.env']);
});

test('a secret that was there before is not added, one more of it is', async () => {
  write('old.env', `TOKEN=${token}\nA=2\n`);
  commit();
  expect(await places()).toEqual([]);
  write('old.env', `TOKEN=${token}\nOTHER=${token}\n`);
  commit();
  expect(await places()).toEqual(['old.env']);
});

test('a secret that another one replaces is added', async () => {
  write('old.env', `TOKEN=${key}\nA=1\n`);
  commit();
  expect(await places()).toEqual(['old.env']);
});

test('a file that is moved adds nothing, also where it is changed a little, and a copy does', async () => {
  git(folder, 'mv', 'old.env', 'moved.env');
  write('moved.env', `TOKEN=${token}\nA=1\nB=2\n`);
  commit();
  expect(await places()).toEqual([]);
  write('copy.env', `TOKEN=${token}\nA=1\n`);
  commit();
  expect(await places()).toEqual(['copy.env']);
});

test('a file that is removed adds nothing', async () => {
  rmSync(join(folder, 'old.env'));
  commit();
  expect(await places()).toEqual([]);
});

test('a secret in the name of a file, in a link, and in a message', async () => {
  write(`notes/${key}/a.txt`, 'x\n');
  symlinkSync(`/srv/${key}`, join(folder, 'link'));
  const id = commit(`Use ${key}`);
  expect(await places()).toEqual(['link', `notes/${key}/a.txt`, `the message of commit ${id.slice(0, 10)}`]);
});

test('a secret that one commit adds and the next one removes', async () => {
  write('short-lived.txt', key);
  commit();
  rmSync(join(folder, 'short-lived.txt'));
  commit();
  expect(await places()).toEqual(['short-lived.txt']);
});

test('a merge adds only what none of its parents has', async () => {
  git(folder, 'checkout', '--quiet', '-b', 'other', base);
  write('theirs.txt', `${key}\n`);
  const other = commit();
  git(folder, 'checkout', '--quiet', 'main');
  write('ours.txt', 'ours\n');
  commit();
  git(folder, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'other');
  expect(await places([base, other])).toEqual([]);
  expect(await places([base])).toEqual(['theirs.txt']);
  git(folder, 'reset', '--quiet', '--hard', 'HEAD^');
  git(folder, 'merge', '--quiet', '--no-ff', '--no-commit', 'other');
  write('theirs.txt', `${key}\n${key}\n`);
  commit('Merge');
  expect(await places([base, other])).toEqual(['theirs.txt']);
});

test('names that need care are named as they are', async () => {
  write('a "b"\tc\nd/ü.txt', key);
  commit();
  expect(await places()).toEqual(['a "b"\tc\nd/ü.txt']);
});

test('a first commit is read, too', async () => {
  expect(await places([], base)).toEqual(['old.env']);
});
