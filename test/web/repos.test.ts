/** The settings of a repository as a form. */
import type { Repository } from '../../contracts/repository.ts';
import {
  emptyForm,
  formOf,
  formProblems,
  patchRequest,
  placedInForm,
  putRequest,
  repoCli,
  tagsOf,
  type RepoForm,
} from '../../web/repos/repo-form.ts';
import { repoParams } from '../../web/repos/repo-params.ts';

const repo: Repository = {
  ...{ repo: 'acme/shop', status: 'active', clone_url: '/srv/shop.git', default_branch: 'main' },
  tags: { team: 'payments', tier: '1' },
  ...{ max_turns: 60, max_budget_usd: null, build_command: 'make test', lint_command: null },
  onboarded_at: '2026-11-20T10:00:00.000Z',
};
const form = (change: Partial<RepoForm> = {}): RepoForm => ({ ...formOf(repo), ...change });

test.each<[string, Record<string, string>]>([
  ['', {}],
  ['team=payments, tier = 1', { team: 'payments', tier: '1' }],
  ['go\nurl=a=b,,', { go: '', url: 'a=b' }],
])('tags: %j', (text, expected) => {
  expect(tagsOf(text)).toEqual(expected);
});

test('a new repository has the settings that are typed, and no others', () => {
  const typed = { ...emptyForm, repo: 'acme/new', maxTurns: '20', tags: 'team=data', buildCommand: ' make ' };
  const request = putRequest(typed);
  expect(request).toEqual({ max_turns: 20, build_command: 'make', tags: { team: 'data' } });
  expect(formProblems(typed, request, true)).toEqual([]);
  expect(repoCli('onboard', 'acme/new', request)).toBe(
    "bgagent repo onboard acme/new --build-command make --max-turns 20 --tag 'team=data'",
  );
  expect(repoCli('onboard', '', putRequest(emptyForm))).toBe('bgagent repo onboard OWNER/NAME');
});

test.each<[string, Partial<RepoForm>, Record<string, unknown>, string]>([
  ['nothing', {}, {}, ''],
  ['a branch', { branch: 'develop' }, { default_branch: 'develop' }, ' --default-branch develop'],
  ['a setting that is taken away', { buildCommand: ' ' }, { build_command: null }, ' --unset build-command'],
  [
    'tags',
    { tags: 'team=data, lang=go' },
    { tags: { team: 'data', lang: 'go', tier: null } },
    " --tag 'team=data' --tag 'lang=go' --unset 'tag=tier'",
  ],
  ['numbers', { maxTurns: '', maxUsd: '2.50' }, { max_turns: null, max_budget_usd: 2.5 }, ' --unset max-turns --max-budget 2.5'],
])('an edit says what differs from what was seen: %s', (_, change, request, flags) => {
  expect(patchRequest(repo, form(change))).toEqual(request);
  expect(formProblems(form(change), request, false)).toEqual([]);
  expect(repoCli('edit', 'acme/shop', patchRequest(repo, form(change)))).toBe(`bgagent repo edit acme/shop${flags}`);
});

test('all that is wrong is told at once, each at its field', () => {
  const wrong = form({ repo: 'shop', maxTurns: 'many', maxUsd: '0', tags: '=x' });
  const { fields, others } = placedInForm(formProblems(wrong, putRequest(wrong), true));
  expect(Object.entries(fields).map(([field, message]) => `${field}: ${message}`)).toEqual([
    'repo: Must be owner/name, for example acme/payments',
    expect.stringMatching(/^tags: /),
    expect.stringMatching(/^maxTurns: Must be a number/),
    expect.stringMatching(/^maxUsd: Must be/),
  ]);
  expect(others).toEqual([]);
  const twice = form({ tags: 'team=a, lang=go, team=b' });
  expect(placedInForm(formProblems(twice, patchRequest(repo, twice), false)).fields).toEqual({ tags: 'Team is there twice.' });
  expect(placedInForm([{ path: '', message: 'It is busy.' }])).toEqual({ fields: {}, others: ['It is busy.'] });
});

test('the parts of a name', () => {
  expect(repoParams('acme/shop')).toEqual({ owner: 'acme', name: 'shop' });
});
