/** What the table `selector` does not show: names and tags that are odd, and globs that exclude nothing. */
import { partText, selectRepos, type SelectableRepo, type SelectorRules } from '../../../core/plan/select-repos.ts';
import { repoGlob } from '../../../lambdas/api/fleets/submit/repo-globs.ts';

const known = (repo: string, tags: Record<string, string> = {}): SelectableRepo => ({ repo, status: 'active', tags });
const select = (repositories: readonly SelectableRepo[], selector: SelectorRules) =>
  selectRepos(repositories, selector, repoGlob);

test('the order is by owner, then by name, as in lists of repositories', () => {
  const names = ['acme-labs/api', 'b/api', 'acme/zoo', 'Acme/web', 'acme/Web', 'acme/web', 'ACME/.github'];
  expect(
    select(
      names.map((name) => known(name)),
      { repos: ['**'] },
    ).repos,
  ).toEqual([...['ACME/.github', 'Acme/web', 'acme/Web', 'acme/web', 'acme/zoo'], ...['acme-labs/api', 'b/api']]);
  expect(select([known('acme/web'), known('acme/web')], { repos: ['**'] }).repos).toEqual(['acme/web', 'acme/web']);
});

test.each(['acme/*', 'acme/.*', '*/?github', 'acme/{.github,x}', 'ACME/[.]github'])('%s matches a name with a dot', (glob) => {
  expect(select([known('acme/.github')], { repos: [glob] }).repos).toEqual(['acme/.github']);
});

test.each(['!acme/x', '#acme', '@(acme)/*', 'acme', 'acme/', '*', 'acme/**/*/x'])('%s matches nothing', (glob) => {
  const { repos, unmatched } = select([known('acme/auth')], { repos: [glob] });
  expect([repos, unmatched.map(partText)]).toEqual([[], [`glob ${glob}`]]);
});

test('a tag is compared exactly, and a key that every object has is none', () => {
  const repositories = [known('acme/a', { Team: 'Pay' }), known('acme/b', { team: 'pay' }), known('acme/c', { team: '' })];
  expect(select(repositories, { tags: { team: ['pay', 'Pay'] } })).toEqual({
    repos: ['acme/b'],
    cut: 0,
    unmatched: [{ tag: 'team', value: 'Pay' }],
    excludesNothing: [],
  });
  expect(select(repositories, { tags: { team: ['*'] } }).repos).toEqual(['acme/b', 'acme/c']);
  const { repos, unmatched } = select(repositories, { tags: { constructor: ['*', 'x', 'x'] } });
  expect([repos, unmatched.map(partText)]).toEqual([[], ['tag constructor=*', 'tag constructor=x']]);
});

test('a glob that excludes nothing is told, each once, and is no part that selects nothing', () => {
  const exclude = ['acme/legacy-*', 'acme/b', 'acme/legacy-*'];
  const { repos, unmatched, excludesNothing } = select([known('acme/a'), known('acme/b')], { repos: ['acme/*'], exclude });
  expect({ repos, unmatched, excludesNothing }).toEqual({ repos: ['acme/a'], unmatched: [], excludesNothing: ['acme/legacy-*'] });
});
