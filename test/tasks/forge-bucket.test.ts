import { credentialOf, forgeBucketOf, placeOfRepository } from '../../tasks/forge-bucket.ts';

const secrets = {
  githubApp: 'arn:app',
  forgeTokens: [
    { host: 'git.acme.example', secret: 'arn:acme' },
    { host: 'Code.acme.example:8443', secret: 'arn:code' },
  ],
};
const at = (host: string, owner = 'acme', name = 'api') => ({ host, owner, name });

describe('the place of a repository', () => {
  test.each([
    [undefined, at('github.com')],
    ['https://x:y@Git.acme.example:8443/acme/api.git', at('git.acme.example:8443')],
    ['https://git.acme.example/group/sub/api/', at('git.acme.example', 'group/sub')],
    ['git@github.com:acme/api.git', at('github.com')],
    ['ssh://git@github.com/acme/api', at('github.com')],
    ['file:///srv/git/acme/api.git', undefined],
    ['/srv/git/acme/api.git', undefined],
    ['./acme/api', undefined],
    ['https://git.acme.example/api', undefined],
    ['https://', undefined],
  ])('of %s', (url, place) => {
    expect(placeOfRepository('acme/api', url)).toEqual(place);
  });
});

describe('the credential of a place', () => {
  test.each([
    [at('github.com', 'Acme'), { kind: 'app', owner: 'acme' }],
    [at('git.acme.example'), { kind: 'secret', secret: 'arn:acme' }],
    [at('git.acme.example:3000'), { kind: 'secret', secret: 'arn:acme' }],
    [at('code.acme.example:8443'), { kind: 'secret', secret: 'arn:code' }],
    [at('code.acme.example'), undefined],
    [at('elsewhere.example'), undefined],
  ])('of %j', (place, credential) => {
    expect(credentialOf(place, secrets)).toEqual(credential);
  });

  test('a token for github.com comes before the App, and without both there is none', () => {
    const own = { ...secrets, forgeTokens: [{ host: 'github.com', secret: 'arn:own' }] };
    expect(credentialOf(at('github.com'), own)).toEqual({ kind: 'secret', secret: 'arn:own' });
    expect(credentialOf(at('github.com'), { githubApp: '', forgeTokens: [] })).toBeUndefined();
  });
});

describe('the bucket', () => {
  test('is one for all repositories of an owner that the App is installed at, and for all of a token', () => {
    const one = forgeBucketOf(at('github.com', 'acme', 'api'), secrets);
    expect(one).toMatch(/^FORGE#github\.com#[0-9a-f]{16}$/);
    expect(forgeBucketOf(at('github.com', 'ACME', 'web'), secrets)).toBe(one);
    expect(forgeBucketOf(at('github.com', 'other', 'api'), secrets)).not.toBe(one);
    expect(forgeBucketOf(at('git.acme.example', 'a'), secrets)).toBe(forgeBucketOf(at('git.acme.example', 'b'), secrets));
    expect(forgeBucketOf(at('elsewhere.example'), secrets)).toBeUndefined();
  });
});
