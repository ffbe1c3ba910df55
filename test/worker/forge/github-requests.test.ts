/**
 * What the worker asks of GitHub before and in a merge. No GitHub is asked: requests are compared with the routes of Octokit and with the types that
 * GitHub publishes, which the answers have too, and mutations are checked against its GraphQL schema.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { validate } from '@octokit/graphql-schema';
import type { components, operations } from '@octokit/openapi-types';
import { Octokit } from '@octokit/rest';
import { connectForge } from '../../../worker/forge/connect-forge.ts';
import { makeDraft, makeReady } from '../../../worker/forge/github.ts';
import type { ForgeAccess } from '../../../worker/git/remote.ts';

type Schemas = components['schemas'];
type BodyOf<Name extends keyof operations> = operations[Name] extends {
  requestBody?: { content: { 'application/json': infer Body } };
}
  ? NonNullable<Body>
  : never;
/** The parts of an answer that the worker reads. */
type Part<Whole> = {
  [K in keyof Whole]?: Whole[K] extends object | null | undefined ? Part<Whole[K]> | Extract<Whole[K], null> : Whole[K];
};
type Pull = Part<Schemas['pull-request']>;

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

let server: Server;
let origin: string;
let requests: { readonly route: string; readonly body: unknown }[];
/** By `METHOD /path`: one that is used again and again. */
let answers: Map<string, Answer>;
/** By `METHOD /path`: what comes once, before that one. */
let firstAnswers: Map<string, Answer>;
let writes: number;

beforeEach(async () => {
  requests = [];
  answers = new Map();
  firstAnswers = new Map();
  writes = 0;
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://forge');
    const route = `${request.method ?? ''} ${url.pathname}`;
    const body = request.method === 'GET' ? Promise.resolve(undefined) : json(request);
    void body.then((given) => {
      requests.push({ route, body: given });
      const { status = 200, body: answer } = firstAnswers.get(route) ??
        answers.get(route) ?? { status: 404, body: { message: 'Not Found' } };
      firstAnswers.delete(route);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const { rest } = new Octokit();
const { signal } = new AbortController();
const repository = '/api/v3/repos/acme/api';
const head = 'a'.repeat(40);

function connect() {
  const access: ForgeAccess = {
    ...{
      host: 'ghe.acme.example',
      api: `${origin}/api/v3`,
      kind: 'github',
      tokenEnv: 'T',
      token: 'ghp_x',
      owner: 'acme',
      name: 'api',
    },
  };
  const none = (): void => undefined;
  const barrier = { untilOpen: () => Promise.resolve(void (writes += 1)), close: () => Promise.resolve() };
  return connectForge(access, { barrier, log: { debug: none, info: none, warn: none, error: none } });
}

/** The route of Octokit with its parameters filled in. */
function routeOf(
  { endpoint }: { endpoint: { DEFAULTS: { method: string; url: string } } },
  parts: Readonly<Record<string, string>>,
): string {
  const { method, url } = endpoint.DEFAULTS;
  const all = { owner: 'acme', repo: 'api', ...parts };
  return `${method} /api/v3${Object.entries(all).reduce((path, [name, value]) => path.replace(`{${name}}`, value), url)}`;
}

const answerPull = (pull: Pull): void =>
  void answers.set(`GET ${repository}/pulls/7`, {
    body: { number: 7, state: 'open', merged: false, head: { sha: head }, ...pull },
  });
const mergeRoute = routeOf(rest.pulls.merge, { pull_number: '7' });

describe('a merge', () => {
  const merge = () => connect().merge({ number: 7, method: 'squash', head }, signal);

  test('names the head that it is for, and counts as one write', async () => {
    const merged: Schemas['pull-request-merge-result'] = { sha: 'b'.repeat(40), merged: true, message: 'merged' };
    answers.set(mergeRoute, { body: merged });
    expect(await merge()).toEqual({ ok: true, value: { kind: 'merged' } });
    const body: BodyOf<'pulls/merge'> = { merge_method: 'squash', sha: head };
    expect(requests).toEqual([{ route: mergeRoute, body }]);
    expect(writes).toBe(1);
  });

  const says = (status: number, message: string): Answer => ({ status, body: { message } });
  const refused: [string, Answer, Pull, object][] = [
    ['moved', says(409, 'Head branch was modified'), { head: { sha: 'c'.repeat(40) } }, { kind: 'moved' }],
    [
      'in conflict',
      says(405, 'Pull Request is not mergeable'),
      { mergeable: false, mergeable_state: 'dirty' },
      { kind: 'conflict' },
    ],
    [
      'not looked at yet',
      says(405, 'Pull Request is not mergeable'),
      { mergeable: null, mergeable_state: 'unknown' },
      { kind: 'later' },
    ],
    [
      'behind another push',
      says(409, 'Base branch was modified'),
      { mergeable: true, mergeable_state: 'clean' },
      { kind: 'later' },
    ],
    ['merged meanwhile', says(405, 'Pull Request is not mergeable'), { merged: true, state: 'closed' }, { kind: 'merged' }],
    ['closed', says(405, 'Pull Request is not mergeable'), { state: 'closed' }, { kind: 'refused', why: 'it was closed' }],
  ];
  test.each(refused)('of a pull request that is %s', async (_, answer, pull, end) => {
    answers.set(mergeRoute, answer);
    answerPull(pull);
    expect(await merge()).toEqual({ ok: true, value: end });
    // No try is repeated: the answer says all.
    expect(requests.filter(({ route }) => route === mergeRoute)).toHaveLength(1);
  });

  test('that the repository does not allow says why', async () => {
    answers.set(mergeRoute, { status: 405, body: { message: 'Squash merges are not allowed on this repository.' } });
    answerPull({ mergeable: true, mergeable_state: 'clean' });
    const end = await merge();
    expect(end).toMatchObject({ ok: true, value: { kind: 'refused' } });
    expect(JSON.stringify(end)).toContain('Squash merges are not allowed');
    // A refusal that is repeated counts: it is not asked for without end.
    expect(requests.filter(({ route }) => route === mergeRoute)).toHaveLength(2);
  });

  test('that was refused for a moment is asked for once more', async () => {
    firstAnswers.set(mergeRoute, says(405, 'Base branch was modified. Review and try the merge again.'));
    answers.set(mergeRoute, { body: { sha: 'b'.repeat(40), merged: true, message: 'merged' } });
    answerPull({ mergeable: true, mergeable_state: 'clean' });
    expect(await merge()).toEqual({ ok: true, value: { kind: 'merged' } });
    expect(requests.filter(({ route }) => route === mergeRoute)).toHaveLength(2);
  });

  test('without the right to merge is refused access', async () => {
    answers.set(mergeRoute, { status: 403, body: { message: 'Resource not accessible' } });
    expect(await merge()).toMatchObject({ ok: false, failure: { classification: { category: 'auth' } } });
  });
});

describe('a draft', () => {
  test.each([
    ['markReady', makeReady, true],
    ['markDraft', makeDraft, false],
  ] as const)('%s is a mutation that the schema knows, and none where it is so', async (name, query, draft) => {
    expect(validate(query)).toEqual([]);
    answers.set('POST /api/graphql', { body: { data: {} } });
    answerPull({ node_id: 'PR_7', draft: !draft });
    await connect()[name](7, signal);
    expect(requests.filter(({ route }) => route.startsWith('POST'))).toEqual([]);
    answerPull({ node_id: 'PR_7', draft });
    expect(await connect()[name](7, signal)).toMatchObject({ ok: true });
    expect(requests.at(-1)).toEqual({ route: 'POST /api/graphql', body: { query, variables: { id: 'PR_7' } } });
    expect(writes).toBe(1);
  });

  test('that GraphQL refuses is a failure', async () => {
    answers.set('POST /api/graphql', { body: { errors: [{ message: 'Resource not accessible by personal access token' }] } });
    answerPull({ node_id: 'PR_7', draft: true });
    const refused = await connect().markReady(7, signal);
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).toContain('Resource not accessible');
  });
});

describe('checks', () => {
  const runsRoute = (ref: string) => routeOf(rest.checks.listForRef, { ref });
  const statusesRoute = (ref: string) => routeOf(rest.repos.listCommitStatusesForRef, { ref });
  const branchRoute = routeOf(rest.repos.getBranch, { branch: 'main' });
  const rulesRoute = routeOf(rest.repos.getBranchRules, { branch: 'main' });

  interface Reported {
    readonly runs?: Pick<Schemas['check-run'], 'name' | 'status' | 'conclusion'>[];
    readonly statuses?: Pick<Schemas['status'], 'id' | 'context' | 'state'>[];
  }
  const report = (ref: string, { runs = [], statuses = [] }: Reported): void => {
    answers.set(runsRoute(ref), { body: { total_count: runs.length, check_runs: runs } });
    answers.set(statusesRoute(ref), { body: statuses });
  };
  const demand = (contexts: string[], rules: Schemas['repository-rule-detailed'][]): void => {
    const branch: Part<Schemas['branch-with-protection']> = {
      name: 'main',
      protection: { required_status_checks: { contexts, checks: [] } },
    };
    answers.set(branchRoute, { body: branch });
    answers.set(rulesRoute, { body: rules });
  };
  const read = () => connect().checks(head, 'main', signal);

  test('are runs and statuses, the newest of each, with those that the base branch asks for', async () => {
    report(head, {
      runs: [
        { name: 'build', status: 'completed', conclusion: 'success' },
        { name: 'docs', status: 'completed', conclusion: 'skipped' },
        { name: 'e2e', status: 'in_progress', conclusion: null },
        { name: 'lint', status: 'completed', conclusion: 'timed_out' },
      ],
      statuses: [
        { id: 2, context: 'ci/old', state: 'success' },
        { id: 1, context: 'ci/old', state: 'failure' },
        { id: 3, context: 'ci/slow', state: 'pending' },
        { id: 4, context: 'ci/red', state: 'error' },
      ],
    });
    const rule: Schemas['repository-rule-detailed'] = {
      type: 'required_status_checks',
      parameters: { required_status_checks: [{ context: 'signed' }], strict_required_status_checks_policy: false },
    };
    demand(['build', 'never'], [rule]);
    expect(await read()).toEqual({
      ok: true,
      value: {
        passed: ['build', 'ci/old', 'docs'],
        failed: ['ci/red', 'lint'],
        running: ['ci/slow', 'e2e'],
        missing: ['never', 'signed'],
      },
    });
    expect(writes).toBe(0);
  });

  test('that have not begun are those of the base branch, also on a server without rulesets', async () => {
    report(head, {});
    report('main', { runs: [{ name: 'build', status: 'completed', conclusion: 'success' }] });
    answers.set(branchRoute, { body: { name: 'main' } });
    expect(await read()).toEqual({ ok: true, value: { passed: [], failed: [], running: [], missing: ['build'] } });
  });
});

test('a pull request is opened without a draft where the repository has none', async () => {
  const route = `POST ${repository}/pulls`;
  answers.set(route, { status: 422, body: { message: 'Draft pull requests are not supported in this repository.' } });
  const text = {
    branch: 'work',
    isNewBranch: true,
    base: 'main',
    title: 'Work',
    body: '',
    labels: [],
    reviewers: [],
    draft: true,
  };
  await connect().openPullRequest(text, signal);
  const body: BodyOf<'pulls/create'> = { head: 'work', base: 'main', title: 'Work', body: '', draft: false };
  expect(requests.map(({ body: sent }) => sent)).toEqual([{ ...body, draft: true }, body]);
});

describe('reviewers', () => {
  const routes = {
    create: `POST ${repository}/pulls`,
    list: `GET ${repository}/pulls`,
    update: `PATCH ${repository}/pulls/7`,
    read: `GET ${repository}/pulls/7`,
    history: routeOf(rest.issues.listEventsForTimeline, { issue_number: '7' }),
    ask: routeOf(rest.pulls.requestReviewers, { pull_number: '7' }),
  };
  type Asked = BodyOf<'pulls/request-reviewers'>;
  const open: Pull = {
    ...{ number: 7, html_url: 'https://ghe.acme.example/acme/api/pull/7', draft: false, user: { login: 'Bot' } },
    ...{ head: { ref: 'work', repo: { id: 1 } }, base: { ref: 'main', repo: { id: 1 } } },
  };
  const publish = async (reviewers: readonly string[], isNewBranch = true) => {
    const text = { branch: 'work', isNewBranch, base: 'main', title: 'Work', body: '', labels: [], reviewers, draft: false };
    const opened = await connect().openPullRequest(text, signal);
    if (!opened.ok) throw new Error(opened.failure.message);
    return opened.value.withoutReviewers;
  };
  const asked = () => requests.filter(({ route }) => route === routes.ask).map(({ body }) => body);
  const refuse = (message: string, status = 422): Answer => ({ status, body: { message } });
  beforeEach(() => {
    answers.set(routes.create, { status: 201, body: open });
    answers.set(routes.list, { body: [open] });
    answers.set(routes.update, { body: open });
    answers.set(routes.read, { body: open });
    answers.set(routes.ask, { status: 201, body: open });
  });

  test('are asked in one write, users and teams of the owner, each once', async () => {
    expect(await publish(['alice', 'acme/payments', 'Alice', 'ACME/core'])).toEqual([]);
    const body: Asked = { reviewers: ['Alice'], team_reviewers: ['payments', 'core'] };
    expect(asked()).toEqual([body]);
    expect(writes).toBe(2);
    expect(requests.map(({ route }) => route)).not.toContain(routes.history);
  });

  test('are not the author, and no team of another owner', async () => {
    expect(await publish(['bot', 'other/payments'])).toEqual([
      { reviewer: 'bot', why: 'it opened the pull request' },
      { reviewer: 'other/payments', why: 'a team of other cannot review in a repository of acme' },
    ]);
    expect(writes).toBe(1);
  });

  test('are not asked again who were asked, or gave a review, whatever became of it', async () => {
    const request = (who: Part<Schemas['review-requested-issue-event']>) => ({ event: 'review_requested', ...who });
    const history: Part<Schemas['timeline-issue-events']>[] = [
      request({ requested_reviewer: { login: 'Alice' } }),
      { event: 'review_request_removed', requested_reviewer: { login: 'dora' } },
      request({ requested_team: { slug: 'payments', name: 'The payments' } }),
      { event: 'reviewed', user: { login: 'bob' } },
      { event: 'commented', user: { login: 'carol' } },
    ];
    answers.set(routes.history, { body: history });
    expect(await publish(['alice', 'bob', 'carol', 'acme/payments', 'payments'], false)).toEqual([]);
    expect(asked()).toEqual([{ reviewers: ['carol', 'payments'] }]);
  });

  test('are told where the history cannot be read, and nobody is asked twice because of it', async () => {
    answers.set(routes.history, refuse('Server does not say', 403));
    const [alice, ...others] = await publish(['alice'], false);
    expect([alice?.reviewer, others, asked()]).toEqual(['alice', [], []]);
    expect(alice?.why).toContain('Server does not say');
  });

  test('are asked one by one where the forge refuses all of them, and who is refused is told', async () => {
    answers.set(routes.ask, refuse('Reviews may only be requested from collaborators.'));
    const told = await publish(['alice', 'acme/core']);
    expect(told.map(({ reviewer }) => reviewer)).toEqual(['alice', 'acme/core']);
    expect(told.every(({ why }) => why.startsWith('Reviews may only be requested'))).toBe(true);
    expect(asked()).toEqual([
      { reviewers: ['alice'], team_reviewers: ['core'] },
      { reviewers: ['alice'] },
      { team_reviewers: ['core'] },
    ]);
  });

  test('are not tried one by one where the token may not ask at all', async () => {
    answers.set(routes.ask, refuse('Resource not accessible', 403));
    expect(await publish(['alice', 'bob'])).toMatchObject([{ reviewer: 'alice' }, { reviewer: 'bob' }]);
    expect(asked()).toHaveLength(1);
  });
});
