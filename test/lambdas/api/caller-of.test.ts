/** Whom the claims of a token stand for, in the words of the issuers that are in use. */
import { callerOf, type Claims } from '../../../lambdas/api/http/caller-of.ts';

const read = (claims: Claims) => callerOf({ sub: 'ann', ...claims }, 'groups');

test.each<[string, Claims, readonly string[], boolean]>([
  ['none', {}, [], false],
  ['a list', { groups: ['web', 'operators'] }, ['web', 'operators'], true],
  ['a text', { groups: 'web, operators' }, ['web', 'operators'], true],
  ['another name', { groups: ['operators-of-web'] }, ['operators-of-web'], false],
  ['no list of names', { groups: [1] }, [], false],
])('groups: %s', (_, claims, groups, isOperator) => {
  expect(read(claims)).toMatchObject({ groups, isOperator });
});

test.each<[string, Claims, readonly string[] | 'all']>([
  ['none', {}, 'all'],
  ['those of a sign-in', { scope: 'openid profile offline_access' }, 'all'],
  ['ours', { scope: 'openid tasks:write fleets:read fleets:read' }, ['fleets:read', 'tasks:write']],
  ['of Cognito', { scope: 'bgagent/fleets:read bgagent/repos:write' }, ['fleets:read', 'repos:write']],
  ['with an address before it', { scope: 'https://bgagent.example/fleets:write' }, ['fleets:write']],
  ['of Okta', { scp: ['openid', 'fleets:read'] }, ['fleets:read']],
  ['of Entra, for a person', { scp: 'tasks:read tasks:write' }, ['tasks:read', 'tasks:write']],
  ['of Entra, for a machine', { roles: ['tasks:read'] }, ['tasks:read']],
  ['one that looks like ours', { scope: 'fleets:readers xfleets:read fleets' }, 'all'],
])('scopes: %s', (_, claims, scopes) => {
  expect(read(claims)).toMatchObject({ scopes, isMachine: false });
});

test.each<[string, Claims]>([
  ['Cognito, oidc-provider', { client_id: 'ann' }],
  ['azp', { azp: 'ann' }],
  ['Okta', { cid: 'ann' }],
  ['Entra, version 1', { appid: 'ann' }],
  ['Auth0', { sub: 'ann@clients', azp: 'ann', gty: 'client-credentials' }],
  ['Entra', { azp: 'portal', oid: 'ann' }],
  ['Entra with idtyp', { azp: 'portal', idtyp: 'app' }],
  ['Keycloak', { azp: 'portal', client_id: 'portal', preferred_username: 'service-account-portal' }],
])('a machine of %s may do nothing without a scope, and no more than its scopes', (_, claims) => {
  expect(read(claims)).toMatchObject({ isMachine: true, scopes: [] });
  expect(read({ ...claims, scope: 'openid tasks:read' })).toMatchObject({ isMachine: true, scopes: ['tasks:read'] });
});

test('a person who took the name of a service account is none', () => {
  expect(read({ azp: 'cli', preferred_username: 'service-account-cli' })).toMatchObject({ isMachine: false, scopes: 'all' });
});

test.each([{ sub: '' }, { sub: 7 }, { sub: 'x'.repeat(2_000) }])('no caller without a subject: %j', (claims) => {
  expect(read(claims)).toBeUndefined();
});
