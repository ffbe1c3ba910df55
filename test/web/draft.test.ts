/** Drafts of fleets that the browser keeps, without what looks like a secret. */
import { readDrafts, storable, textOfRepos, withDraft, withoutDraft, type Draft } from '../../web/submit/draft.ts';
import { readFleet } from '../../web/submit/fleet-document.ts';
import { originOf } from '../../web/submit/origin.ts';
import { secretsIn } from '../../web/submit/secrets.ts';

const draft: Draft = { origin: '', text: 'title: x\n', key: 'k', view: 'yaml' };

describe('the drafts of a browser', () => {
  test.each([null, '', 'nonsense', '{}', '[1]', '[{"origin": ""}]', '[{"origin":"","text":"x","key":"k","view":"other"}]'])(
    '%j holds none',
    (stored) => {
      expect(readDrafts(stored)).toEqual([]);
    },
  );

  test('come back as they were kept', () => {
    expect(readDrafts(JSON.stringify([draft]))).toEqual([draft]);
  });

  test('are one for each place where one began, five at most, the newest first', () => {
    const six = ['', 'from=1', 'from=2', 'from=3', 'from=4', 'from=5'].map((origin) => ({ ...draft, origin }));
    const kept = six.reduce<readonly Draft[]>(withDraft, []);
    expect(kept.map(({ origin }) => origin)).toEqual(['from=5', 'from=4', 'from=3', 'from=2', 'from=1']);
    expect(withDraft(kept, { ...draft, origin: 'from=3' })).toHaveLength(5);
    expect(withoutDraft(kept, 'from=4').map(({ origin }) => origin)).toEqual(['from=5', 'from=3', 'from=2', 'from=1']);
  });

  test.each([
    [{ from: null, repos: null }, ''],
    [{ from: '01J', repos: 'a/b' }, 'from=01J'],
    [{ from: null, repos: 'a/b' }, 'repos=a/b'],
  ])('%j begins at %j', (query, origin) => {
    expect(originOf(query)).toBe(origin);
  });

  test('begin with the repositories of the address', () => {
    expect(textOfRepos('acme/auth,acme/users')).toBe('targets:\n  - acme/auth\n  - acme/users\n');
    expect(textOfRepos(null)).toBe('');
  });
});

describe('what looks like a secret', () => {
  test.each<[string, string[]]>([
    ['params: { API_TOKEN: abc, port: 8080 }', ['params/API_TOKEN']],
    ['params: { command: "curl -H ghp_abcdef" }', ['params/command']],
    ['targets: [{ repo: a/b, vars: { password: x } }]', ['targets/0/vars/password']],
    [
      'groups: [{ name: g, groups: [{ name: h, targets: [{ repo: a/b, vars: { my_secret: x } }] }] }]',
      ['groups/0/groups/0/targets/0/vars/my_secret'],
    ],
    ['steps: [{ name: s, params: { api_key: 5 } }]', ['steps/0/params/api_key']],
    ['notify: { webhooks: ["https://a.b/xoxb-123"] }', ['notify/webhooks/0']],
    ['params: { token: "" }\ntitle: about the token\ntask_description: ghp_x', []],
  ])('%s', (text, found) => {
    expect(secretsIn(readFleet(text).body).map((path) => path.join('/'))).toEqual(found);
  });

  test('is not kept, and what is kept is refused by the API until it is written again', () => {
    const { text } = storable({ ...draft, text: 'title: x # mine\nparams:\n  token: abc\n  port: 1\n' });
    expect(text).toBe('title: x # mine\nparams:\n  token: null\n  port: 1\n');
  });

  test('is not kept of a text that cannot be read either', () => {
    const { text } = storable({ ...draft, text: 'title: "x\nparams:\n  token: abc\n  - my_password: "z"\n' });
    expect(text).not.toMatch(/abc|z/);
    expect(storable({ ...draft, text: 'title: "x\n' }).text).toBe('title: "x\n');
  });

  test('leaves a draft without it as it is', () => {
    expect(storable(draft)).toBe(draft);
  });
});
