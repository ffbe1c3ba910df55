/** The one-time link, and what another page can do. */
import { Site } from './harness/site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.start({ workers: 0 });
});
afterAll(() => site.close());

test('a link signs in once; the page is there, its cookie is not for scripts, and without it the API answers nobody', async () => {
  const visit = await site.visit('/', { signedOut: true });
  const link = await site.link();
  await visit.page.goto(link);
  await visit.sees('Fleets');
  expect(await visit.page.evaluate(() => document.cookie)).toBe('');
  expect(await visit.page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
  const other = await site.visit('/', { signedOut: true });
  other.expectComplaint(/40[13]/);
  const answer = await other.page.goto(link);
  expect(answer?.status()).toBe(403);
  await other.sees('bgagent dashboard');
  expect((await fetch(`${site.url}/v1/fleets`)).status).toBe(401);
});
