import type { SubmitRequest } from '../../../contracts/http/submit.ts';
import { errorOf, startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const url = 'https://hooks.example.com/fleets?token=abc';
const submitWith = (notify: unknown, using = bench.ports) =>
  bench.call(
    'POST',
    '/v1/fleets',
    { body: JSON.stringify({ task_description: 'Do it.', targets: ['acme/auth'], notify }) },
    using,
  );

test('the webhooks of a submit are frozen and shown, and a fleet that is made from it has them too', async () => {
  const body: SubmitRequest = { task_description: 'Do it.', targets: ['acme/auth'], notify: { webhooks: [url] } };
  const fleet = await bench.clientOf(bench.tokens.ann).submitFleet({ body });
  expect(fleet).toMatchObject({ ok: true, data: { notify: { targets: false, webhooks: [url] } } });
  if (!fleet.ok) throw new Error('refused');
  const again = { retry_of: fleet.data.fleet_id, targets: ['acme/users'], task_description: 'Do it.' };
  expect(await bench.clientOf(bench.tokens.ann).submitFleet({ body: again })).toMatchObject({
    data: { notify: { targets: false, webhooks: [url] } },
  });
  expect(await bench.stores.ledgers.getLedger(fleet.data.fleet_id)).toMatchObject({ settings: { webhooks: [url] } });
});

test.each([
  ['hooks.example.com', 'must be an https URL'],
  ['ftp://hooks.example.com/', 'must be an https URL'],
  ['http://hooks.example.com/', 'must be an https URL'],
  ['https://ann:secret@hooks.example.com/', 'must not hold a user or a password'],
  ['https://hooks.example.com/#part', 'must not have a part after #'],
  [`https://hooks.example.com/${'x'.repeat(2_048)}`, 'must have at most 2,048 bytes'],
  [`https://hooks.example.com/${'語'.repeat(700)}`, 'must have at most 2,048 bytes'],
  ['https://localhost/', 'leads to a private address'],
  ['https://10.0.0.1/', 'leads to a private address'],
  ['http://[::1]:4747/', 'leads to a private address'],
])('%.60s is refused, and why', async (wrong, why) => {
  const reply = await submitWith({ webhooks: [url, wrong] });
  expect([reply.status, errorOf(reply).details]).toEqual([400, ['INVALID_VALUE /notify/webhooks/1']]);
  expect(reply.text).toContain(`notify/webhooks/1 ${why}`);
});

test('eleven are too many, and a word is no list', async () => {
  expect(errorOf(await submitWith({ webhooks: Array(11).fill(url) })).details).toEqual(['INVALID_VALUE /notify/webhooks']);
  expect(errorOf(await submitWith({ webhooks: url })).details).toEqual(['INVALID_VALUE /notify/webhooks']);
  expect(errorOf(await submitWith({ webhook: [url] })).details).toEqual(['UNKNOWN_KEY /notify/webhook']);
});

test('a private address is told together with everything else that is wrong', async () => {
  const body = JSON.stringify({ titel: 'x', targets: ['acme/none'], notify: { webhooks: ['https://10.0.0.1/'] } });
  const reply = await bench.call('POST', '/v1/fleets', { body });
  expect(errorOf(reply).details).toEqual(
    expect.arrayContaining(['UNKNOWN_KEY /titel', 'INVALID_VALUE /notify/webhooks/0', 'REPO_NOT_ONBOARDED /targets/0']),
  );
});

test('an installation may allow them, and plain http', async () => {
  const ports = { ...bench.ports, settings: { ...bench.ports.settings, allowPrivateWebhooks: true } };
  for (const allowed of ['http://127.0.0.1:8080/', 'https://localhost/']) {
    expect((await submitWith({ webhooks: [allowed] }, ports)).status).toBe(202);
  }
});

test('an edit of a private address is refused', async () => {
  const body = { task_description: 'Do it.', targets: ['acme/auth'] };
  const fleet = await bench.clientOf(bench.tokens.ann).submitFleet({ body });
  if (!fleet.ok) throw new Error('refused');
  const edit = JSON.stringify({ notify: { webhooks: ['https://192.168.0.9/'] } });
  const reply = await bench.call('PATCH', `/v1/fleets/${fleet.data.fleet_id}`, { body: edit });
  expect([reply.status, errorOf(reply).details]).toEqual([400, ['INVALID_VALUE /notify/webhooks/0']]);
});
