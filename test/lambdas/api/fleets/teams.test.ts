/** Teams over the API (semantics 33): who reads and steers a fleet, who lists it, and what a submit leaves behind that is cut off. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerKey } from '../../../../contracts/keys.ts';
import { operationList, type OperationId } from '../../../../contracts/http/operations.ts';
import type { SubmitRequest } from '../../../../contracts/http/submit.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import { taskRow } from '../../../worker/task-bench.ts';
import { errorOf, startBench, type Bench, type Reply } from '../bench.ts';
import { withActor } from '../with-actor.ts';

let bench: Bench;
let mia: string;
let fleetId: string;
beforeAll(async () => {
  bench = await startBench();
  mia = await bench.tokenOf({ sub: 'mia', groups: ['payments', 'Platform Team'] });
  fleetId = await submit({ teams: ['payments', 'core'], labels: { wave: '1' } });
});
afterAll(() => bench.stop());

interface As {
  readonly token?: string;
  readonly key?: string;
  readonly using?: ApiPorts;
}
const post = (path: string, body: unknown, { token = bench.tokens.ann, key, using = withActor(bench) }: As = {}) =>
  bench.call(
    'POST',
    path,
    { token, body: JSON.stringify(body), headers: key === undefined ? {} : { 'idempotency-key': key } },
    using,
  );
const get = (path: string, token?: string) => bench.call('GET', path, token === undefined ? {} : { token });
// Of one fleet, or of a plan: each test looks at what it names.
const dataOf = (reply: Reply) => (reply.json as { data: Record<string, unknown> }).data;
const idsOf = (reply: Reply): string[] => (reply.json as { data: { fleet_id: string }[] }).data.map(({ fleet_id }) => fleet_id);

async function submit(body: SubmitRequest, token?: string): Promise<string> {
  const asked = { targets: ['acme/auth', 'acme/users'], task_description: 'Do it.', ...body };
  const reply = await post('/v1/fleets', asked, token === undefined ? {} : { token });
  if (reply.status !== 202) throw new Error(reply.text);
  bench.time.now += 1_000;
  return String(dataOf(reply)['fleet_id']);
}

/** A body that each operation on one fleet accepts, as far as its schema tells; undefined: it has none. */
const bodies: Partial<Record<OperationId, unknown>> = {
  ...{ getFleet: undefined, listTargets: undefined, getTarget: undefined, listLog: undefined, getCommand: undefined },
  ...{ getResults: undefined, getGraph: undefined, diagnoseFleet: undefined, getStates: undefined, getTimeline: undefined },
  ...{ getChangeGroups: undefined, getFailures: undefined, getTargetDiff: undefined },
  ...{ pauseFleet: {}, continueFleet: {}, abortFleet: {}, cancelFleet: {}, retryFleet: {}, editFleet: { max_concurrency: 1 } },
  ...{ cancelTargets: { targets: ['auth'] }, skipTargets: { targets: ['auth'] }, failTargets: { targets: ['auth'] } },
  ...{ approveTargets: { targets: ['auth'] }, rejectTargets: { targets: ['auth'] } },
  ...{ steerTargets: { targets: ['auth'], text: 'More.' }, answerTarget: { target: 'auth', text: 'Yes.' } },
};
const ofOneFleet = operationList.filter(([, { path }]) => path.startsWith('/v1/fleets/{fleet_id}'));

describe('every operation on a fleet', () => {
  let own: string;
  beforeAll(async () => {
    own = await submit({ teams: ['payments'] });
  });

  test.each(ofOneFleet)('%s is for its owner, members and operators', async (id, { method, path }) => {
    expect(Object.keys(bodies)).toContain(id);
    const at = path.replace('{fleet_id}', own).replace('{path+}', 'auth').replace('{command_id}', own);
    const call = async (token: string): Promise<string | number> => {
      const body = bodies[id];
      const reply = await bench.call(method, at, { token, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      expect(reply.status).toBeLessThan(500);
      expect(reply.status === 400 ? reply.text : '').toBe('');
      return reply.status === 403 ? errorOf(reply).code : 'let in';
    };
    const others = ['', 'payment', 'PAYMENTS', 'payments core'];
    const strangers = await Promise.all(others.map((group) => bench.tokenOf({ sub: 'bob', groups: [group] })));
    for (const token of strangers) expect(await call(token)).toBe('FORBIDDEN');
    for (const token of [mia, bench.tokens.operator, bench.tokens.ann]) expect(await call(token)).toBe('let in');
  });
});

test('a fleet tells its teams, and so do lists', async () => {
  expect(dataOf(await get(`/v1/fleets/${fleetId}`, mia))).toMatchObject({ owner: 'ann', teams: ['payments', 'core'] });
  const listed = (await get('/v1/fleets')).json as { data: { fleet_id: string; teams: string[] }[] };
  expect(listed.data.find((one) => one.fleet_id === fleetId)?.teams).toEqual(['payments', 'core']);
  const without = await submit({});
  expect(dataOf(await get(`/v1/fleets/${without}`))).toMatchObject({ teams: [] });
});

test('the log and the command name the member who gave it, and the tasks stay those of the owner', async () => {
  const id = await submit({ teams: ['payments'] });
  await post(`/v1/fleets/${id}/pause`, { reason: 'look first' }, { token: mia });
  const entries = (await get(`/v1/fleets/${id}/log?order=desc`)).json as { data: { action: string; actor: unknown }[] };
  expect(entries.data.find(({ actor }) => (actor as { kind: string }).kind === 'user')).toMatchObject({
    actor: { kind: 'user', id: 'mia' },
  });
  const fleet = dataOf(await post(`/v1/fleets/${id}/continue`, {}, { token: mia }));
  expect(fleet).toMatchObject({ owner: 'ann', status: 'RUNNING' });
  expect(await bench.stores.ledgers.getLedger(id)).toMatchObject({ owner: 'ann', teams: ['payments'] });
});

test('a fleet that has not changed is told to be that to a member, and to no other caller', async () => {
  const known = { 'if-none-match': (await get(`/v1/fleets/${fleetId}`, mia)).headers['etag'] ?? '' };
  const again = (token: string) => bench.call('GET', `/v1/fleets/${fleetId}`, { token, headers: known });
  expect([(await again(mia)).status, (await again(bench.tokens.bob)).status]).toEqual([304, 403]);
});

describe('what a submit and a plan say', () => {
  test.each([
    ['too many', Array.from({ length: 11 }, (_, n) => `t${n}`), ['INVALID_VALUE /teams']],
    ['twice', ['a', 'b', 'a'], ['INVALID_VALUE /teams/2']],
    ['no text', ['a', 7], ['INVALID_VALUE /teams/1']],
    ['empty, too long', ['', 'x'.repeat(129)], ['INVALID_VALUE /teams/0', 'INVALID_VALUE /teams/1']],
    [
      'blanks at an end, control characters',
      [' a', 'b\n', 'c\u0007d', 'e\u2028f'],
      [0, 1, 2, 3].map((at) => `INVALID_VALUE /teams/${at}`),
    ],
    ['no list', 'payments', ['INVALID_VALUE /teams']],
  ])('%s is refused, with the other problems', async (_, teams, details) => {
    const body = { targets: ['acme/auth'], task_description: 'Do it.', teams, max_concurrency: 0 };
    for (const path of ['/v1/fleets', '/v1/fleets/plan']) {
      const reply = await post(path, body);
      expect(reply.status).toBe(400);
      expect(errorOf(reply).details.sort()).toEqual([...details, 'INVALID_VALUE /max_concurrency'].sort());
    }
  });

  test.each(['Platform Team', '/realm/payments', 'ürgent', '7d2b9c1e-0000-4000-8000-1234567890ab', 'a,b', 'x'.repeat(128)])(
    '%s is the name of a group',
    async (team) => {
      expect(dataOf(await get(`/v1/fleets/${await submit({ teams: [team] })}`))['teams']).toEqual([team]);
    },
  );

  test('a caller who is in none of the teams is warned, also when the submit is repeated; the work is as it was', async () => {
    const body = { targets: ['acme/auth'], task_description: 'Do it.', teams: ['payments', 'core'] };
    const warned = { path: '/teams', code: 'NOT_IN_TEAM' };
    expect(dataOf(await post('/v1/fleets/plan', body))['warnings']).toMatchObject([warned]);
    expect(dataOf(await post('/v1/fleets/plan', body, { token: mia }))['warnings']).toEqual([]);
    for (const token of [bench.tokens.ann, bench.tokens.operator]) {
      const first = await post('/v1/fleets', body, { token, key: 'warn' });
      const second = await post('/v1/fleets', body, { token, key: 'warn' });
      expect([first.status, second.status, second.headers['idempotent-replay']]).toEqual([202, 202, 'true']);
      for (const reply of [first, second]) expect(dataOf(reply)['warnings']).toMatchObject([warned]);
    }
    expect(dataOf(await post('/v1/fleets', body, { token: mia }))['warnings']).toEqual([]);
    const hashes = await Promise.all(
      [body, { ...body, teams: null }, { ...body, teams: ['x'] }].map((one) => post('/v1/fleets/plan', one)),
    );
    expect(new Set(hashes.map((reply) => dataOf(reply)['spec_hash'])).size).toBe(1);
  });
});

test('a fleet made from one of a team is its caller’s, with the same teams unless others are given', async () => {
  const old = await submit({ teams: ['payments'] });
  const made = async (body: SubmitRequest, token = mia) => {
    const reply = await post('/v1/fleets', { retry_of: old, targets: ['acme/auth'], ...body }, { token });
    return reply.status === 202 ? dataOf(reply) : errorOf(reply);
  };
  expect(await made({})).toMatchObject({ owner: 'mia', teams: ['payments'], retry_of: old });
  expect(await made({ teams: null })).toMatchObject({ teams: ['payments'] });
  expect(await made({ teams: [] })).toMatchObject({ owner: 'mia', teams: [], warnings: [] });
  expect(await made({ teams: ['core'] }, bench.tokens.ann)).toMatchObject({ owner: 'ann', teams: ['core'] });
  expect(await made({}, bench.tokens.bob)).toMatchObject({ code: 'FORBIDDEN' });
});

describe('tasks', () => {
  const rowOf = async (fleet_id: string) => {
    const row = taskRow({ user_id: 'ann', channel_source: 'fleet', channel_metadata: { fleet_id, target: 'auth', attempt: 1 } });
    await bench.tasks.putTaskIfAbsent(row);
    return row.task_id;
  };
  test('a member reads those of the fleet, and cancels their targets instead of them', async () => {
    const taskId = await rowOf(fleetId);
    for (const rest of ['', '/events', '/output', '/diff']) {
      const statuses = [mia, bench.tokens.ann, bench.tokens.operator, bench.tokens.bob].map((token) =>
        get(`/v1/tasks/${taskId}${rest}`, token).then(({ status }) => status),
      );
      const there = rest === '/diff' ? 404 : 200;
      expect(await Promise.all(statuses)).toEqual([there, there, there, 403]);
    }
    const refused = await bench.call('DELETE', `/v1/tasks/${taskId}`, { token: mia });
    expect([refused.status, errorOf(refused).message]).toEqual([
      403,
      expect.stringContaining(`bgagent fleet cancel ${fleetId} --target auth`),
    ]);
    const stranger = await bench.call('DELETE', `/v1/tasks/${taskId}`, { token: bench.tokens.bob });
    expect([stranger.status, errorOf(stranger).message]).toEqual([403, `The task ${taskId} is not yours.`]);
    expect((await bench.call('DELETE', `/v1/tasks/${taskId}`)).status).toBe(200);
  });

  test('neither those of another fleet of the same owner, nor those of no fleet, nor of a fleet that is gone', async () => {
    const single = taskRow({ user_id: 'ann' });
    await bench.tasks.putTaskIfAbsent(single);
    const others = [await rowOf(await submit({})), await rowOf('01K00000000000000000000000'), single.task_id];
    for (const taskId of others) expect((await get(`/v1/tasks/${taskId}`, mia)).status).toBe(403);
  });
});

describe('the list of a team', () => {
  const listOf = (team: string, more = '', token = mia) => get(`/v1/fleets?team=${encodeURIComponent(team)}${more}`, token);

  test('is for its members and operators, whoever owns the fleets', async () => {
    const team = 'Ünit & #1';
    const uma = await bench.tokenOf({ sub: 'uma', groups: [team] });
    const first = await submit({ teams: [team] });
    const second = await submit({ teams: ['core', team] }, uma);
    await submit({ teams: ['core'] });
    expect(idsOf(await listOf(team, '', uma))).toEqual([second, first]);
    expect(idsOf(await listOf(team, '', bench.tokens.operator))).toEqual([second, first]);
    expect(idsOf(await listOf(team, '&owner=ann', uma))).toEqual([first]);
    for (const other of ['core', 'ünit & #1', 'payment']) {
      const refused = await listOf(other, '', uma);
      expect([refused.status, errorOf(refused).code]).toEqual([403, 'FORBIDDEN']);
    }
    // Its owner is in no team.
    expect((await listOf(team, '', bench.tokens.ann)).status).toBe(403);
    expect(idsOf(await listOf('no such team', '', bench.tokens.operator))).toEqual([]);
    expect((await listOf('', '', bench.tokens.operator)).status).toBe(400);
  });

  test('has the filters of the list, and pages that no other caller may go on with', async () => {
    const team = 'filters';
    const token = await bench.tokenOf({ sub: 'fay', groups: [team, 'other'] });
    const [a, b, c] = [
      await submit({ teams: [team], labels: { wave: '1' } }),
      await submit({ teams: [team], labels: { wave: '2' } }),
      await submit({ teams: [team], labels: { wave: '1' }, require_approval: true }),
    ];
    await post(`/v1/fleets/${a}/cancel`, {}, { token });
    expect(idsOf(await listOf(team, '&label=wave=1', token))).toEqual([c, a]);
    expect(idsOf(await listOf(team, '&status=CANCELLING', token))).toEqual([a]);
    expect(idsOf(await listOf(team, '&status=RUNNING,PENDING', token))).toEqual([c, b]);
    expect(idsOf(await listOf(team, '&waiting=true', token))).toEqual([c]);
    const { created_at: ofFirst } = dataOf(await get(`/v1/fleets/${a}`, token));
    expect(idsOf(await listOf(team, `&created_after=${String(ofFirst)}`, token))).toEqual([c, b]);
    const page = await listOf(team, '&limit=2', token);
    const { next_token: next } = (page.json as { pagination: { next_token: string } }).pagination;
    expect([idsOf(page), idsOf(await listOf(team, `&limit=2&next_token=${next}`, token))]).toEqual([[c, b], [a]]);
    expect((await listOf('other', `&next_token=${next}`, token)).status).toBe(400);
    expect((await listOf(team, `&limit=2&next_token=${next}`, bench.tokens.operator)).status).toBe(400);
    const last = (await listOf(team, '&limit=3', token)).json as { pagination: { has_more: boolean } };
    expect(last.pagination.has_more).toBe(false);
  });

  test('has no fleet whose submit was cut off, and has it once when the submit was repeated', async () => {
    const token = await bench.tokenOf({ sub: 'cut', groups: ['cut', 'off'] });
    const body = { targets: ['acme/auth'], task_description: 'Do it.', teams: ['cut', 'off'] };
    const { stores } = bench.ports;
    const ledgers = { ...stores.ledgers, putLedgerIfAbsent: () => Promise.reject(new Error('the process ended')) };
    const broken = { ...bench.ports, stores: { ...stores, ledgers } };
    expect((await post('/v1/fleets', body, { token, key: 'cut', using: broken })).status).toBe(500);
    expect((await bench.stores.teams.listFleetsOfTeam('cut', { limit: 9 })).items).toHaveLength(1);
    expect(idsOf(await listOf('cut', '', token))).toEqual([]);
    const again = await post('/v1/fleets', body, { token, key: 'cut' });
    expect(again.status).toBe(202);
    for (const team of body.teams) expect(idsOf(await listOf(team, '', token))).toEqual([dataOf(again)['fleet_id']]);
  });

  test('a fleet is not there before it is in the list of each of its teams', async () => {
    const token = await bench.tokenOf({ sub: 'lost', groups: ['lost'] });
    const { stores } = bench.ports;
    const teams = { ...stores.teams, putTeams: () => Promise.reject(new Error('throttled')) };
    const body = { targets: ['acme/auth'], task_description: 'Do it.', teams: ['lost'] };
    const using = { ...bench.ports, stores: { ...stores, teams } };
    expect((await post('/v1/fleets', body, { token, key: 'lost', using })).status).toBe(500);
    expect(idsOf(await get('/v1/fleets', token))).toEqual([]);
    expect((await post('/v1/fleets', body, { token, key: 'lost' })).status).toBe(202);
    expect(idsOf(await listOf('lost', '', token))).toHaveLength(1);
  });
});

test('what older code wrote of a fleet: its members have it all the same, and are in its lists', async () => {
  const id = await submit({ teams: ['payments'] });
  // It keeps the packed part, whose fields it does not know, and leaves the attribute out.
  const remove = { TableName: 'FleetTable', Key: ledgerKey(id), UpdateExpression: 'REMOVE teams' };
  await bench.dynamo.documents.send(new UpdateCommand(remove));
  const shown = await get(`/v1/fleets/${id}`, mia);
  expect(dataOf(shown)['teams']).toEqual(['payments']);
  const known = { 'if-none-match': shown.headers['etag'] ?? '' };
  expect((await bench.call('GET', `/v1/fleets/${id}`, { token: mia, headers: known })).status).toBe(304);
  expect(idsOf(await get('/v1/fleets?team=payments', mia))).toContain(id);
  // The next write of newer code says it again.
  await post(`/v1/fleets/${id}/pause`, {}, { token: mia });
  expect(await bench.stores.ledgers.getLedgerState(id)).toMatchObject({ teams: ['payments'] });
});
