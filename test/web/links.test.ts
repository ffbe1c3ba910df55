/** The addresses of screens, and which links lead to one. */
import { address, links, listOf } from '../../web/frame/links.ts';
import { isOlderPage } from '../../web/app/older-page.ts';
import { screenOf, type Followed } from '../../web/app/own-link.ts';

test.each([
  [address('/fleets'), '/fleets'],
  [address('/fleets', { status: 'paused,running', q: '', owner: undefined }), '/fleets?status=paused%2Crunning'],
  [links.fleet('01AB', { tab: 'log' }), '/fleets/01AB?tab=log'],
  [links.fleet('01AB', { target: 'a b/c&d' }), '/fleets/01AB?target=a+b%2Fc%26d'],
  [links.submit({ from: '01AB' }), '/submit?from=01AB'],
  [links.repo('acme/pay'), '/repos/acme/pay'],
])('%s', (made, expected) => {
  expect(made).toBe(expected);
});

test.each([
  ['/fleets/01AB', 'Fleets'],
  ['/repos/acme/pay', 'Repositories'],
  ['/settings', 'Settings'],
  ['/', undefined],
])('%s is below %s', (path, text) => {
  expect(listOf(path)?.text).toBe(text);
});

const link: Followed = { origin: 'http://127.0.0.1:4747', href: '', target: '', download: false, elsewhere: false };
test.each<[string, Partial<Followed>, string | undefined]>([
  ['a screen', { href: 'http://127.0.0.1:4747/fleets?status=paused' }, '/fleets?status=paused'],
  ['in this tab', { href: 'http://127.0.0.1:4747/inbox', target: '_self' }, '/inbox'],
  ['in a new tab', { href: 'http://127.0.0.1:4747/inbox', target: '_blank' }, undefined],
  ['with Ctrl', { href: 'http://127.0.0.1:4747/inbox', elsewhere: true }, undefined],
  ['a download', { href: 'http://127.0.0.1:4747/inbox', download: true }, undefined],
  ['a place of this screen', { href: 'http://127.0.0.1:4747/inbox#content' }, undefined],
  ['the API', { href: 'http://127.0.0.1:4747/v1/fleets/01AB/results?format=csv' }, undefined],
  ['signing in', { href: 'http://127.0.0.1:4747/open?code=x' }, undefined],
  ['another port', { href: 'http://127.0.0.1:4748/inbox' }, undefined],
  ['another site', { href: 'https://example.com/inbox' }, undefined],
  ['no address', { href: 'javascript:alert(1)' }, undefined],
])('a link: %s', (_, followed, screen) => {
  expect(screenOf({ ...link, ...followed })).toBe(screen);
});

test.each([
  ['Failed to fetch dynamically imported module: http://127.0.0.1/assets/editor-AB.js', true],
  ['error loading dynamically imported module: http://127.0.0.1/assets/editor-AB.js', true],
  ['Importing a module script failed.', true],
  ["Cannot read properties of undefined (reading 'x')", false],
])('%s', (message, isOlder) => {
  expect(isOlderPage(new Error(message))).toBe(isOlder);
});
