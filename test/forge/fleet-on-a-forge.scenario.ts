/** Fleets whose repositories live on a real forge, behind a gateway that is not always well. Run by run.ts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { must } from '../scenarios/answers.ts';
import { System } from '../scenarios/system.ts';
import { startFaultyProxy, type FaultyProxy } from './faulty-proxy.ts';
import { readForgeAccount } from './forge-account.ts';
import { openForgeRepositories } from './forge-repositories.ts';
import { filesOf, formsOf, itemsOf, watchProcesses } from './secret-search.ts';
import { hasProcessNamespace } from '../../worker/sandbox/process-namespace.ts';

const account = readForgeAccount();
const wrongToken = 'f'.repeat(39) + '0';
const forge = openForgeRepositories(account);
const names = ['plain', 'busy', 'lost-push', 'lost-answer', 'double'];
/** Gitea shows so many pull requests at a time. */
const page = 30;
const younger = Array.from({ length: page }, (_, n) => `younger-${n}`);

let folder: string;
let proxy: FaultyProxy;
let system: System;
let processes: ReturnType<typeof watchProcesses>;
let fleet: FleetView;
let targets: readonly TargetView[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bgagent-test-forge-'));
  proxy = await startFaultyProxy(account.url);
  for (const name of names) await forge.make(name);
  await forge.makeLabel('plain', 'fleet');
  for (const branch of younger) await forge.commit('lost-answer', branch);
  Object.assign(process.env, { FORGE_TOKEN: account.token, READ_ONLY_TOKEN: account.readOnlyToken, WRONG_TOKEN: wrongToken });
  system = await System.start({ workerConfig: writeWorkerConfig() });
  const unnamed = proxy.origin.replace('127.0.0.1', 'localhost').replace('//', `//${account.urlToken}@`);
  for (const name of names) await system.onboardRemote(name, `${proxy.origin}/bot/${name}.git`);
  await system.onboardRemote('read-only', `${account.url}/bot/plain.git`);
  await system.onboardRemote('wrong', `${account.url.replace('127.0.0.1', 'localhost')}/bot/plain.git`);
  for (const name of ['plain', 'none']) await system.onboardRemote(`in-url-${name}`, `${unnamed}/bot/${name}.git`);
  processes = watchProcesses();
});

afterAll(async () => {
  processes.stop();
  await system.close();
  await proxy.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One forge under three names, each with a token of its own. */
function writeWorkerConfig(): string {
  const { host, port } = new URL(account.url);
  const forges = [
    { host: proxy.host, api: `${proxy.origin}/api/v1`, token_env: 'FORGE_TOKEN' },
    { host, api: account.api, token_env: 'READ_ONLY_TOKEN' },
    { host: `localhost:${port}`, api: account.api, token_env: 'WRONG_TOKEN' },
  ];
  const file = join(folder, 'worker.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ forges }));
  return file;
}

const wait = { status: 429, headers: { 'retry-after': '1' }, message: 'Too many requests' };
const badGateway = { status: 502 };

function faultsOfBusy(): void {
  const git = '/bot/busy\\.git';
  const api = '/api/v1/repos/bot/busy';
  const looks = new RegExp(`^GET ${git}/info/refs\\?service=git-upload-pack`);
  proxy.faults.push({ match: looks, answer: wait }, { match: looks, answer: badGateway });
  proxy.faults.push({ match: new RegExp(`^POST ${git}/git-upload-pack`), answer: badGateway });
  proxy.faults.push({ match: new RegExp(`^GET ${git}/info/refs\\?service=git-receive-pack`), answer: wait });
  proxy.faults.push({ match: new RegExp(`^POST ${git}/git-receive-pack`), answer: badGateway });
  proxy.faults.push({ match: new RegExp(`^POST ${api}/pulls`), answer: badGateway });
  proxy.faults.push({ match: new RegExp(`^POST ${api}/pulls`), answer: wait });
  proxy.faults.push({ match: new RegExp(`^POST ${api}/issues/\\d+/labels`), answer: badGateway });
}

/** A person writes over the title, and enough others open theirs that the fleet's own is not on the first page any more. */
async function meanwhile(): Promise<void> {
  const [pull] = await forge.pullRequests('lost-answer', 'bgagent/');
  await forge.rename('lost-answer', pull?.number ?? 0, 'What is this?');
  for (const branch of younger) await forge.openPullRequest('lost-answer', branch);
}

function faultsOfOthers(): void {
  const limit = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 7_200) };
  const limited = { status: 403, headers: limit, message: 'API rate limit exceeded' };
  const none = () => Promise.resolve();
  proxy.faults.push({ match: /^POST \/bot\/lost-push\.git\/git-receive-pack/, afterwards: none });
  proxy.faults.push({ match: /^POST \S+\/lost-answer\/pulls/, answer: limited, afterwards: meanwhile });
  proxy.faults.push({ match: /^POST \S+\/double\/pulls/, answer: badGateway, afterwards: none });
  // Asked only where there may be a pull request already.
  proxy.faults.push({ match: /^GET \S+\/double\/pulls/, answer: wait, times: 2 });
}

const show = [
  'printf "%s, %s\\n" "$BGAGENT_PARAM_word" "$BGAGENT_VAR_team" > greeting.txt',
  'env; cat .git/config; tr "\\0" "\\n" < "/proc/$PPID/environ"',
].join('\n');

const submitUntil = async (fits: (fleet: FleetView) => boolean, body: SubmitRequest): Promise<FleetView> => {
  const submitted = must(await system.client.submitFleet({ body: { workflow_ref: 'shell/run-v1', ...body } }));
  return system.waitFor(submitted.fleet_id, fits);
};
const submit = (body: SubmitRequest): Promise<FleetView> => submitUntil(({ status }) => isTerminalFleet(status), body);
const isPausedForAuth = ({ status, reason }: FleetView): boolean => status === 'PAUSED' && reason?.code === 'auth';
const targetsOf = async ({ fleet_id }: FleetView) => must(await system.client.listTargets({ params: { fleet_id } }));
const eventsOf = async (task_id: string) => must(await system.client.listTaskEvents({ params: { task_id } }));

test('five repositories get their pull requests, whatever the gateway does', async () => {
  faultsOfBusy();
  faultsOfOthers();
  fleet = await submit({
    title: 'Greet',
    params: { command: show, word: 'hello' },
    targets: names.map((name) => ({ repo: `acme/${name}`, vars: { team: `team-${name}` } })),
    pull_request: {
      title: 'Greet {{name}} for {{vars.team}}',
      body: 'In {{repo}} we say {{params.word}}.',
      labels: ['fleet', 'greeting'],
    },
  });
  targets = await targetsOf(fleet);
  expect(targets.map(({ path, status, attempt, failure }) => ({ path, status, attempt, failure }))).toEqual(
    names.map((path) => ({ path, status: 'SUCCEEDED', attempt: path.startsWith('lost-') ? 2 : 1, failure: null })),
  );
  expect(fleet.status).toBe('SUCCEEDED');
  expect(proxy.faults).toEqual([]);
});

test.each(names)('%s has one branch with one commit, and one pull request as it was asked for', async (name) => {
  const target = targets.find(({ path }) => path === name);
  const branch = `bgagent/${fleet.fleet_id}/${name}`;
  expect(await forge.branches(name, 'bgagent/')).toEqual([branch]);
  const pulls = await forge.pullRequests(name, 'bgagent/');
  expect(pulls).toEqual([
    {
      number: expect.any(Number) as number,
      // The forge names itself as it was called: once through the gateway, once not.
      url: target?.pr_url?.replace(proxy.origin, account.url),
      title: `Greet ${name} for team-${name}`,
      body: expect.stringContaining(`\n- Target: \`${name}\`, attempt ${target?.attempt ?? 0}, task `) as string,
      labels: ['fleet', 'greeting'],
      base: 'main',
      branch,
    },
  ]);
  expect(pulls[0]?.body).toContain(`In acme/${name} we say hello.\n\n### What was asked\n\n\`\`\`sh\n`);
  expect(pulls[0]?.body).toContain(`- Fleet: \`${fleet.fleet_id}\``);
  expect(await forge.labels(name)).toEqual(['fleet', 'greeting']);
  expect(await forge.commits(name, pulls[0]?.number ?? 0)).toEqual([
    expect.stringMatching(
      `^Greet ${name} for team-${name}\n\nCommand:\n\n    [\\s\\S]*\n\nBgagent-Target: ${fleet.fleet_id}/${name}#${target?.attempt ?? 0}$`,
    ),
  ]);
  const events = await eventsOf(target?.task_id ?? '');
  expect(events.map(({ event_type }) => event_type)).not.toContain('labels_not_set');
});

test('an attempt that failed halfway was transient, and the next one took up its branch and its pull request', () => {
  const first = (name: string) => targets.find(({ path }) => path === name)?.attempts[0];
  expect(first('lost-push')).toMatchObject({ status: 'FAILED', failure: { class: 'network', by: 'transient' } });
  expect(first('lost-answer')).toMatchObject({ status: 'FAILED', failure: { class: 'network', by: 'transient' } });
  const opened = proxy.answered
    .filter((line) => /^POST \S+\/pulls /.test(line))
    .map((line) => line.replace('/api/v1/repos/', ''));
  expect(opened.filter((line) => line.includes('/lost-answer/'))).toEqual(['POST bot/lost-answer/pulls → 201']);
  expect(opened.filter((line) => line.includes('/double/'))).toEqual([
    'POST bot/double/pulls → 201',
    'POST bot/double/pulls → 409',
  ]);
});

test.each([
  ['wrong', 'WRONG_TOKEN'],
  ['read-only', 'READ_ONLY_TOKEN'],
])('a %s token is refused access: the fleet pauses, and says which variable to look at', async (name, variable) => {
  const paused = await submitUntil(isPausedForAuth, { params: { command: 'echo x > x.txt' }, targets: [`acme/${name}`] });
  const sentence = `Check that the token in ${variable} may read and write bot/plain.`;
  expect(paused.reason?.message).toContain(sentence);
  const [target] = await targetsOf(paused);
  expect(target).toMatchObject({ status: 'PENDING', attempt: 2 });
  const failure = target?.attempts[0]?.failure;
  expect(failure).toMatchObject({ class: 'auth', by: 'service', retryable: false });
  expect(failure?.message).toContain(sentence);
  expect(await forge.branches('plain', `bgagent/${paused.fleet_id}/`)).toEqual([]);
});

test('a token as the user name of an address pushes the branch', async () => {
  const command = 'git remote -v; cat .git/config; echo x > x.txt';
  const paused = await submitUntil(isPausedForAuth, {
    params: { command },
    targets: ['acme/in-url-plain', 'acme/in-url-none'],
    max_concurrency: 2,
  });
  const [pushed, missing] = await targetsOf(paused);
  expect(pushed).toMatchObject({ status: 'SUCCEEDED', outcome: 'changed' });
  expect(missing).toMatchObject({ status: 'PENDING', attempt: 2 });
  expect(missing?.attempts[0]).toMatchObject({ status: 'FAILED', failure: { class: 'auth' } });
  expect(await forge.branches('plain', `bgagent/${paused.fleet_id}/`)).toEqual([pushed?.branch]);
});

/** The last test: it ends the runtime, to look into its tables. */
test('no token is in a log, an event, an error, an output, a table or the process list', async () => {
  const output = must(await system.client.getTaskOutput({ params: { task_id: targets[0]?.task_id ?? '' } }));
  // In a namespace of its own the work does not even see the process that has it.
  if (hasProcessNamespace()) expect(output).not.toContain('FORGE_TOKEN');
  else expect(output).toContain('FORGE_TOKEN=***');
  expect(output).toContain('BGAGENT_TASK_ID');
  const commandLines = processes.stop();
  await system.stop();
  const runtime = join(system.folder, 'runtime');
  const files = filesOf(runtime);
  const items = await itemsOf(join(runtime, 'tables'));

  // What these searches would find, if it were there.
  expect(commandLines.some((line) => /\bgit .*\bpush\b/.test(line))).toBe(true);
  expect([...files.values()].some((text) => text.includes('The forge does not serve git now'))).toBe(true);
  expect([...files.values()].some((text) => text.includes('The forge asks to wait'))).toBe(true);
  for (const known of ['BGAGENT_PARAM_word=hello', 'Check that the token in WRONG_TOKEN', fleet.fleet_id, '"session_started"']) {
    expect(items.some((item) => item.includes(known))).toBe(true);
  }
  const secrets = [account.token, account.readOnlyToken, wrongToken].flatMap(formsOf);
  const tells = (text: string): boolean => secrets.some((secret) => text.includes(secret));
  expect(commandLines.filter(tells)).toEqual([]);
  expect([...files].filter(([, text]) => tells(text)).map(([path]) => path)).toEqual([]);
  expect(items.filter(tells)).toEqual([]);
  // What came with an address is kept with the address, for the workers, and nowhere else.
  const given = formsOf(account.urlToken);
  const repeats = (text: string): boolean => given.some((secret) => text.includes(secret));
  const kept = items.filter(repeats);
  expect(kept.filter((item) => !item.includes('"clone_url"'))).toEqual([]);
  expect(kept).toHaveLength(2);
  expect(commandLines.filter(repeats)).toEqual([]);
  const written = [...files].filter(([path, text]) => !path.startsWith(join(runtime, 'tables')) && repeats(text));
  expect(written.map(([path]) => path)).toEqual([]);
});
