/**
 * The shipped functions, run against an AWS that refuses every call: they count the failures that they catch, and an alarm
 * watches each count.
 */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ulid } from 'ulid';
import type { BaseFunctionName } from '../../contracts/environment.ts';
import { startFailingService, type FailingService } from '../adapters/failing-service.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { apiCaller, makeTaskPlatform } from '../tasks/task-platform.ts';
import { storesOn, submit } from '../lambdas/fleet-parts.ts';
import { resourcesOf } from './example-app.ts';
import { shipApp, type ShippedApp } from './shipped-app.ts';
import { environmentOf, invoke, metricsIn } from './shipped.ts';

let app: ShippedApp;
beforeAll(async () => {
  app = await shipApp();
});
afterAll(() => app.remove());

describe('a failure that a function catches', () => {
  let refusing: FailingService;
  let dynamo: LocalDynamo;
  beforeAll(async () => {
    refusing = await startFailingService({ status: 400, code: 'AccessDeniedException' });
    dynamo = await startLocalDynamo();
  });
  afterAll(async () => {
    await refusing.stop();
    await dynamo.stop();
  });

  /** Runs a function for which AWS refuses every call. `more` replaces variables. */
  const run = (name: BaseFunctionName, event: unknown, more: Record<string, string> = {}) => {
    const { accessKeyId, secretAccessKey } = dynamo.credentials;
    const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const environment = { ...environmentOf(app.template, name), ...credentials, AWS_ENDPOINT_URL: refusing.endpoint, ...more };
    return invoke(app.bundles[name], environment, event);
  };
  const tables = () => ({
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    ...{ FLEET_TABLE: 'FleetTable', TASK_TABLE: 'TaskTable', TASK_EVENTS_TABLE: 'TaskEventsTable' },
  });
  const batch = (body: unknown) => ({
    Records: [{ messageId: 'm1', receiptHandle: 'r', body: JSON.stringify(body), attributes: { ApproximateReceiveCount: '1' } }],
  });

  /** The alarms that see a metric: those with its very namespace, name and dimensions. */
  const alarmsOn = (metric: object): string[] =>
    resourcesOf(app.template, 'AWS::CloudWatch::Alarm').flatMap(([id, { Properties }]) => {
      const { Namespace, MetricName, Dimensions } = Properties;
      return JSON.stringify({ Namespace, MetricName, Dimensions }) === JSON.stringify(metric) ? [id] : [];
    });
  /** The metrics in a log: name, value, and the alarms that see each. */
  const told = (log: readonly unknown[]) =>
    metricsIn(log).map(({ metric, value }) => [metric.MetricName, value, alarmsOn(metric)]);

  test('a request that the tables refuse is answered with a 500, counted, and an alarm is on it', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const { AUTH_ISSUER: issuer = '', AUTH_AUDIENCE: audience = '' } = environmentOf(app.template, 'api');
    const AUTH_JWKS = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] });
    const claims = new SignJWT().setProtectedHeader({ alg: 'ES256', kid: 'one' }).setIssuer(issuer).setAudience(audience);
    const token = await claims.setSubject('ann').setIssuedAt().setExpirationTime('1h').sign(privateKey);
    const request = { requestId: 'req-1', http: { method: 'GET', path: '/v1/tasks' } };
    const event = {
      rawPath: '/v1/tasks',
      rawQueryString: '',
      headers: { authorization: `Bearer ${token}` },
      requestContext: request,
    };
    const log = await run('api', event, { AUTH_JWKS });
    expect(log.at(-1)).toMatchObject({ answer: { statusCode: 500 } });
    expect(told(log)).toEqual(
      expect.arrayContaining([
        ['RequestsBroken', 1, ['RequestsBrokenAlarm']],
        ['Requests', 1, []],
      ]),
    );
  });

  test('a turn whose ledger cannot be read', async () => {
    const log = await run('fleet-mailbox', batch({ kind: 'look', fleet_id: ulid() }));
    expect(log.at(-1)).toEqual({ answer: { batchItemFailures: [{ itemIdentifier: 'm1' }] } });
    // Nothing answers here: to let its mail come again soon fails too.
    expect(told(log)).toEqual([
      ['TurnsFailed', 1, ['TurnsFailedAlarm']],
      ['EffectsFailed', 1, ['EffectsFailedAlarm']],
    ]);
  });

  test('effects of a turn that could not be done: the run, the event, the timer', async () => {
    const { fleetId } = await submit(storesOn(dynamo), 1);
    const log = await run('fleet-mailbox', batch({ kind: 'look', fleet_id: fleetId }), tables());
    expect(log.at(-1)).toEqual({ answer: { batchItemFailures: [] } });
    expect(told(log)).toContainEqual(['EffectsFailed', expect.arrayContaining([1, 1]), ['EffectsFailedAlarm']]);
  });

  test('a fleet that ended: its outcome', async () => {
    const stores = storesOn(dynamo);
    const { fleetId } = await submit(stores, 2);
    await stores.commands.putCommandIfAbsent({
      ...{ command_id: ulid(), fleet_id: fleetId, kind: 'cancel', actor: 'ann', reason: null },
      ...{ at: Date.now(), generation: 1, expect_revision: null, verdict: null },
    });
    const willing = await startFailingService({ status: 200, code: 'None' });
    const log = await run('fleet-mailbox', batch({ kind: 'look', fleet_id: fleetId }), {
      ...tables(),
      AWS_ENDPOINT_URL_EVENTBRIDGE: willing.endpoint,
    });
    await willing.stop();
    const numbers = new Map(metricsIn(log).map(({ metric, value }) => [metric.MetricName, value]));
    expect(Object.fromEntries(numbers)).toMatchObject({
      FleetsCancelled: 1,
      TargetsCancelled: 2,
      FleetCost: 0,
      CostsUnknown: 0,
      FleetDuration: 0,
    });
    expect(numbers.has('FleetsSucceeded')).toBe(false);
  });

  test('a timer that cannot be mailed', async () => {
    const log = await run('clock', batch({ kind: 'timer', fleet_id: ulid() }));
    expect(log.at(-1)).toEqual({ answer: { batchItemFailures: [{ itemIdentifier: 'm1' }] } });
    expect(told(log)).toEqual([['TimersFailed', 1, ['TimersFailedAlarm']]]);
  });

  test('an event for webhooks whose fleet cannot be read', async () => {
    const detail = { event_id: 'e1', fleet_id: ulid() };
    const event = { source: 'bgagent.fleets', 'detail-type': 'Fleet Finished', time: '2026-11-02T10:00:00.000Z', detail };
    expect(told(await run('webhooks', batch(event)))).toEqual([['WebhooksBroken', 1, ['WebhooksBrokenAlarm']]]);
  });

  test('at each tick the clock tells how long the oldest task has waited, and the alarms that live on it hear it', async () => {
    const { core, time } = makeTaskPlatform(dynamo);
    time.now = Date.now() - 100_000;
    await core.createTask({ task_description: 'x' }, apiCaller('ann'));
    const log = await run('clock', { mode: 'tick' }, { ...tables(), USER_TASK_CAP: '0' });
    const [, waited, alarms] = told(log).find(([name]) => name === 'OldestWaitingTask') ?? [];
    expect(waited).toBeGreaterThanOrEqual(100);
    expect(alarms).toEqual(['WaitingTasksAlarm', 'TicksMissingAlarm']);
    expect(told(log)).toContainEqual(['StuckFleets', 0, ['StuckFleetsAlarm']]);
  });
});
