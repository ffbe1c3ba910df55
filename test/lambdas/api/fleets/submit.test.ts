import { emptyFleetData, fleetStoresInMemory } from '../../../twins/fleet-stores-in-memory.ts';
import type { FleetStores } from '../../../../adapters/ports.ts';
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { SubmitRequest } from '../../../../contracts/http/submit.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const body: SubmitRequest = {
  targets: ['acme/auth', { repo: 'acme/users', vars: { port: 1 } }],
  task_description: 'Do {{name}}.',
};
let keys = 0;
const newKey = (): Record<string, string> => ({ 'Idempotency-Key': `k${(keys += 1)}` });
const post = (what: unknown, headers: Record<string, string> = {}, using: ApiPorts = bench.ports) =>
  bench.call(
    'POST',
    '/v1/fleets',
    { body: JSON.stringify(what), headers: Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v])) },
    using,
  );
const idOf = (reply: { json: unknown }): string => (reply.json as { data: { fleet_id: string } }).data.fleet_id;

describe('a submit', () => {
  test('is accepted with the fleet as it will run', async () => {
    const before = bench.mailed.length;
    const answer = await bench
      .clientOf(bench.tokens.ann)
      .submitFleet({ body: { ...body, labels: { team: 'pay' }, max_turns: 7 } });
    if (!answer.ok) throw new Error(answer.error.message);
    const { data } = answer;
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/v1/fleets/${data.fleet_id}`);
    expect(data).toMatchObject({
      title: 'Do {{name}}.',
      owner: 'ann',
      status: 'PENDING',
      workflow_ref: 'coding/new-task-v1',
      max_concurrency: 5,
      max_turns: 7,
      auto_retry: { max: 2 },
      timeout_s: 3600,
      failure: { threshold_percent: 20, threshold_count: null, of: 'finished', unit: 'target', action: 'pause' },
      labels: { team: 'pay' },
      actions: ['pause', 'continue', 'abort', 'cancel', 'edit', 'cancel_targets', 'skip_targets'],
      skipped: [],
    });
    expect(data.groups).toMatchObject([{ path: 'default', from: 0, to: 2, status: 'PENDING', groups: [] }]);
    expect(data.progress).toMatchObject({ total: 2, finished: 0 });
    expect(bench.mailed.slice(before)).toEqual([{ kind: 'look', fleet_id: data.fleet_id }]);
    const ledger = await bench.stores.ledgers.getLedger(data.fleet_id);
    expect(ledger?.wakeAt).toBe(bench.time.now);
    expect(await bench.stores.targets.getTargets(data.fleet_id, [0, 1])).toMatchObject([
      { path: 'auth', repo: 'acme/auth', vars: {} },
      { path: 'users', repo: 'acme/users', vars: { port: 1 } },
    ]);
  });

  test('without a key is another fleet each time', async () => {
    expect(idOf(await post(body))).not.toBe(idOf(await post(body)));
  });

  test('with the same key is the same fleet, as it is now, whatever is onboarded now', async () => {
    await putRepo(bench.repos, onboarded('acme/soon-gone'));
    const what = { ...body, targets: ['acme/soon-gone'] };
    const key = newKey();
    const first = await post(what, key);
    await putRepo(bench.repos, onboarded('acme/soon-gone', { status: 'removed' }));
    const mailed = bench.mailed.length;
    const second = await post({ targets: ['acme/soon-gone'], task_description: 'Do {{name}}.' }, key);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(idOf(second)).toBe(idOf(first));
    expect([first.headers['idempotent-replay'], second.headers['idempotent-replay']]).toEqual([undefined, 'true']);
    expect(second.headers['location']).toBe(first.headers['location']);
    expect(bench.mailed.length).toBe(mailed + 1);
  });

  test('with the same key and another body, or path, is refused; the key of another caller is another key', async () => {
    const key = newKey();
    const first = await post(body, key);
    const other = await post({ ...body, max_concurrency: 3 }, key);
    expect([other.status, errorOf(other).code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    const cancel = await bench.call('POST', `/v1/fleets/${idOf(first)}/cancel`, {
      body: '{}',
      headers: { 'idempotency-key': key['Idempotency-Key'] ?? '' },
    });
    expect([cancel.status, errorOf(cancel).code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    const bobs = await bench.clientOf(bench.tokens.bob).submitFleet({ body, headers: key });
    expect(bobs.ok && bobs.data.fleet_id !== idOf(first)).toBe(true);
  });

  test('fifty times at once with one key is one fleet', async () => {
    const key = newKey();
    const replies = await Promise.all(Array.from({ length: 50 }, () => post(body, key)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(replies.map(idOf)).size).toBe(1);
    expect(replies.filter(({ headers }) => headers['idempotent-replay'] === undefined)).toHaveLength(1);
  });

  test('leaves out what is not onboarded where it is asked to', async () => {
    const reply = await post({ ...body, targets: ['acme/auth', 'acme/nope'], unonboarded: 'skip' });
    const { data } = reply.json as { data: { skipped: { repo: string }[]; progress: { total: number } } };
    expect([data.progress.total, data.skipped.map(({ repo }) => repo)]).toEqual([1, ['acme/nope']]);
  });
});

describe('a submit that is cut off', () => {
  /** Stores that end the process, as it were, before the n-th write. */
  function stoppingAt(writes: number, stores: FleetStores): Pick<ApiPorts, 'stores' | 'mailbox'> {
    let left = writes;
    const guard =
      <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
      (...args: A): Promise<R> => {
        left -= 1;
        return left < 0 ? Promise.reject(new Error('the process ended')) : write(...args);
      };
    return {
      stores: {
        ...stores,
        keys: {
          ...stores.keys,
          putKeyIfAbsent: guard((given: Parameters<FleetStores['keys']['putKeyIfAbsent']>[0]) =>
            stores.keys.putKeyIfAbsent(given),
          ),
        },
        specs: {
          ...stores.specs,
          putSpec: guard((given: Parameters<FleetStores['specs']['putSpec']>[0]) => stores.specs.putSpec(given)),
        },
        targets: {
          ...stores.targets,
          putTargets: guard((id: string, given: readonly TargetRecord[]) => stores.targets.putTargets(id, given)),
        },
        ledgers: {
          ...stores.ledgers,
          putLedgerIfAbsent: guard((given: Parameters<FleetStores['ledgers']['putLedgerIfAbsent']>[0]) =>
            stores.ledgers.putLedgerIfAbsent(given),
          ),
        },
      },
      mailbox: bench.ports.mailbox,
    };
  }

  test.each([0, 1, 2, 3])('after %i writes is completed by the next request with the key', async (writes) => {
    const stores = fleetStoresInMemory(emptyFleetData());
    const key = newKey();
    const cutOff = stoppingAt(writes, stores);
    // A process that ended gives nothing back.
    const ended = { ...cutOff.stores.keys, takeKeyIfLease: () => Promise.reject(new Error('the process ended')) };
    const broken = await post(body, key, { ...bench.ports, ...cutOff, stores: { ...cutOff.stores, keys: ended } });
    expect(broken.status).toBe(500);
    const healthy = { ...bench.ports, stores };
    if (writes > 0) {
      // Its lease has not ended: nobody may write yet.
      const early = await post(body, key, healthy);
      expect([early.status, errorOf(early).code, early.headers['retry-after']]).toEqual([503, 'SERVICE_UNAVAILABLE', '5']);
      bench.time.now += 60_000;
    }
    const held = await stores.keys.getKey('ann', key['Idempotency-Key'] ?? '');
    const replies = await Promise.all([post(body, key, healthy), post(body, key, healthy), post(body, key, healthy)]);
    expect(replies.map(({ status }) => status)).toContain(202);
    const again = await post(body, key, healthy);
    expect(again.status).toBe(202);
    if (held) expect(idOf(again)).toBe(held.resourceId);
    expect((await stores.targets.getTargets(idOf(again), [0, 1, 2])).map(({ path }) => path)).toEqual(['auth', 'users']);
    expect((await stores.ledgers.listFleetsOfOwner('ann', { limit: 10 })).items).toHaveLength(1);
  });

  test.each([1, 2, 3])('by an error after %i writes gives its lease back, and the next request goes on', async (writes) => {
    const stores = fleetStoresInMemory(emptyFleetData());
    const key = newKey();
    const broken = await post(body, key, { ...bench.ports, ...stoppingAt(writes, stores) });
    expect(broken.status).toBe(500);
    const held = await stores.keys.getKey('ann', key['Idempotency-Key'] ?? '');
    // What it sent last may still be written for so long; the next request waits for the rest of it by itself.
    expect(held?.leaseUntil).toBe(bench.time.now + 3_000);
    const again = await post(body, key, { ...bench.ports, stores });
    expect([again.status, idOf(again)]).toEqual([202, held?.resourceId]);
    expect((await stores.ledgers.listFleetsOfOwner('ann', { limit: 10 })).items).toHaveLength(1);
  });

  test('by an error gives back no lease that another request has taken over', async () => {
    const stores = fleetStoresInMemory(emptyFleetData());
    const key = newKey();
    const overtaken = {
      ...stores,
      targets: {
        ...stores.targets,
        putTargets: async () => {
          const held = await stores.keys.getKey('ann', key['Idempotency-Key'] ?? '');
          if (held) await stores.keys.takeKeyIfLease({ ...held, leaseUntil: held.leaseUntil + 1 }, held.leaseUntil);
          throw new Error('throttled');
        },
      },
    };
    expect((await post(body, key, { ...bench.ports, stores: overtaken })).status).toBe(500);
    const held = await stores.keys.getKey('ann', key['Idempotency-Key'] ?? '');
    expect(held?.leaseUntil).toBe(bench.time.now + 60_001);
  });

  test('before its mail is a fleet all the same, and the next request mails', async () => {
    const stores = fleetStoresInMemory(emptyFleetData());
    const key = newKey();
    const mute = { mail: () => Promise.reject(new Error('no queue')) };
    const first = await post(body, key, { ...bench.ports, stores, mailbox: mute });
    expect(first.status).toBe(202);
    expect((await stores.ledgers.getLedger(idOf(first)))?.wakeAt).toBe(bench.time.now);
    const mailed = bench.mailed.length;
    await post(body, key, { ...bench.ports, stores });
    expect(bench.mailed.slice(mailed)).toEqual([{ kind: 'look', fleet_id: idOf(first) }]);
  });

  test('by its lease does not write the ledger any more', async () => {
    const stores = fleetStoresInMemory(emptyFleetData());
    const slow = {
      ...stores,
      targets: {
        ...stores.targets,
        putTargets: (...args: Parameters<typeof stores.targets.putTargets>) => {
          bench.time.now += 61_000;
          return stores.targets.putTargets(...args);
        },
      },
    };
    const reply = await post(body, newKey(), { ...bench.ports, stores: slow });
    expect(reply.status).toBe(503);
    expect((await stores.ledgers.listFleetsOfOwner('ann', { limit: 10 })).items).toEqual([]);
  });
});

describe('what is wrong with a submit', () => {
  const good = body;
  const check = { name: 'test', command: ['make', 'test'] };
  test.each<[string, unknown, number, string, string[]]>([
    ['unknown key', { ...good, max_concurency: 3 }, 400, 'VALIDATION_ERROR', ['UNKNOWN_KEY /max_concurency']],
    [
      'unknown key of a target',
      { ...good, targets: [{ repo: 'acme/auth', var: {} }] },
      400,
      'VALIDATION_ERROR',
      ['UNKNOWN_KEY /targets/0/var'],
    ],
    [
      'another agent for a retry',
      { ...good, auto_retry: { by: {} } },
      400,
      'VALIDATION_ERROR',
      ['NOT_SUPPORTED_YET /auto_retry/by'],
    ],
    [
      'a budget out of range',
      { ...good, budget: { fleet_usd: -0.01, target_usd: 100.01, heal_usd: 'much', day_usd: 1 } },
      400,
      'VALIDATION_ERROR',
      [
        'INVALID_VALUE /budget/fleet_usd',
        'INVALID_VALUE /budget/heal_usd',
        'INVALID_VALUE /budget/target_usd',
        'UNKNOWN_KEY /budget/day_usd',
      ],
    ],
    [
      'a bad name of an agent, a model that would be an option',
      { ...good, agent: 'claude code', model: '--yolo' },
      400,
      'VALIDATION_ERROR',
      ['INVALID_VALUE /agent', 'INVALID_VALUE /model'],
    ],
    [
      'a failure policy out of range',
      { ...good, failure: { threshold_percent: 101, of: 'some', exclude_classes: ['nope'], action: 'stop' } },
      400,
      'VALIDATION_ERROR',
      [
        'INVALID_VALUE /failure/threshold_percent',
        'INVALID_VALUE /failure/of',
        'INVALID_VALUE /failure/exclude_classes/0',
        'INVALID_VALUE /failure/action',
      ],
    ],
    ['no targets key', { task_description: 'x' }, 400, 'VALIDATION_ERROR', ['INVALID_VALUE /targets']],
    [
      'a bad repository',
      { ...good, targets: ['acme/auth', 'nope', { repo: '../x' }, 7] },
      400,
      'VALIDATION_ERROR',
      ['INVALID_VALUE /targets/1', 'INVALID_VALUE /targets/2/repo', 'INVALID_VALUE /targets/3'],
    ],
    [
      'numbers out of range',
      { ...good, max_concurrency: 0, max_turns: 501, timeout_s: 59, auto_retry: { max: 6 } },
      400,
      'VALIDATION_ERROR',
      ['INVALID_VALUE /max_turns', 'INVALID_VALUE /timeout_s', 'INVALID_VALUE /max_concurrency', 'INVALID_VALUE /auto_retry/max'],
    ],
    [
      'more than can be stored',
      { ...good, verifiers: [{ name: 'x', command: ['x'.repeat(70_000)] }] },
      400,
      'VALIDATION_ERROR',
      ['INVALID_VALUE /verifiers'],
    ],
    ['a long title', { ...good, title: 'x'.repeat(201) }, 400, 'VALIDATION_ERROR', ['INVALID_VALUE /title']],
    [
      'a bad map',
      { ...good, params: { '1x': 'a', ok: null } },
      400,
      'VALIDATION_ERROR',
      ['INVALID_VALUE /params/1x', 'INVALID_VALUE /params/ok'],
    ],
    [
      'reviewers of no form, in which no template is rendered',
      { ...good, pull_request: { reviewers: ['alice', '{{vars.lead}}', 'a/b/c', 'acme/core'] } },
      400,
      'VALIDATION_ERROR',
      ['INVALID_VALUE /pull_request/reviewers/1', 'INVALID_VALUE /pull_request/reviewers/2'],
    ],
    ...['a..b', 'a.lock', 'a.lock/b', 'a/.b', 'a.', 'a//b', 'a/', 'a@{b'].map(
      (branch_prefix): [string, unknown, number, string, string[]] => [
        `a branch_prefix of no branch: ${branch_prefix}`,
        { ...good, pull_request: { branch_prefix } },
        400,
        'VALIDATION_ERROR',
        ['INVALID_VALUE /pull_request/branch_prefix'],
      ],
    ),
    [
      'values that no command line can hold',
      {
        ...good,
        params: { command: 'echo \0', half: '\ud800', fine: 'é🚀' },
        targets: [{ repo: 'acme/auth', vars: { x: '\0' } }],
        verifiers: [{ name: 'x', command: ['echo', 'a\0b'] }],
      },
      400,
      'VALIDATION_ERROR',
      [
        'INVALID_VALUE /params/command',
        'INVALID_VALUE /params/half',
        'INVALID_VALUE /targets/0/vars/x',
        'INVALID_VALUE /verifiers/0/command/1',
      ],
    ],
    [
      'a look into repositories without paths',
      { ...good, workflow_ref: 'repo/inspect-v1' },
      400,
      'VALIDATION_ERROR',
      ['INVALID_VALUE /params/paths'],
    ],
    ...['default/agent-v1', 'knowledge/web-research-v1'].map((workflow_ref): [string, unknown, number, string, string[]] => [
      `${workflow_ref}, which works on no repository`,
      { ...good, workflow_ref },
      400,
      'VALIDATION_ERROR',
      ['NOT_SUPPORTED_YET /workflow_ref'],
    ]),
    [
      'a workflow that works on no repository, beside an unknown key',
      { ...good, workflow_ref: 'default/agent-v1', oops: 1 },
      400,
      'VALIDATION_ERROR',
      ['NOT_SUPPORTED_YET /workflow_ref', 'UNKNOWN_KEY /oops'],
    ],
    ['an odd workflow', { ...good, workflow_ref: 'Nope' }, 400, 'VALIDATION_ERROR', ['INVALID_VALUE /workflow_ref']],
    [
      'an unknown workflow',
      { ...good, workflow_ref: 'coding/nope-v1' },
      400,
      'VALIDATION_ERROR',
      ['UNKNOWN_WORKFLOW /workflow_ref'],
    ],
    [
      'a pin that is not shipped',
      { ...good, workflow_ref: 'coding/new-task-v1@9' },
      400,
      'VALIDATION_ERROR',
      ['UNKNOWN_WORKFLOW /workflow_ref'],
    ],
    ['verifiers where they are off', { ...good, verifiers: [check] }, 403, 'FORBIDDEN', ['SWITCHED_OFF /verifiers']],
    [
      'verifiers of targets where they are off',
      {
        ...good,
        verifiers: [],
        targets: ['acme/auth', { repo: 'acme/users', verifiers: [check] }],
        groups: [{ name: 'g', targets: [{ repo: 'acme/pay', verifiers: [check] }] }],
      },
      403,
      'FORBIDDEN',
      ['SWITCHED_OFF /targets/1/verifiers', 'SWITCHED_OFF /groups/0/targets/0/verifiers'],
    ],
    ['shell where it is off', { ...good, workflow_ref: 'shell/run-v1', params: { command: 'true' } }, 403, 'FORBIDDEN', []],
    [
      'an unknown placeholder',
      { ...good, task_description: '{{nam}}' },
      400,
      'VALIDATION_ERROR',
      ['UNKNOWN_PLACEHOLDER /task_description'],
    ],
    ['no description', { targets: ['acme/auth'] }, 400, 'VALIDATION_ERROR', ['INVALID_VALUE /task_description']],
    ['an empty list', { ...good, targets: [] }, 422, 'NO_TARGETS', []],
    ['nothing left', { ...good, targets: ['acme/nope'], unonboarded: 'skip' }, 422, 'NO_TARGETS', []],
    [
      'too many',
      { ...good, targets: Array.from({ length: 10_001 }, (_, i) => `acme/r${i}`) },
      422,
      'TOO_MANY_TARGETS',
      ['TOO_LONG /targets'],
    ],
    [
      'not onboarded',
      { ...good, targets: ['acme/x', 'acme/auth', 'acme/y'] },
      422,
      'REPO_NOT_ONBOARDED',
      ['REPO_NOT_ONBOARDED /targets/0', 'REPO_NOT_ONBOARDED /targets/2'],
    ],
    ['no object', [], 400, 'VALIDATION_ERROR', ['INVALID_VALUE ']],
    [
      'all of it at once',
      {
        ...good,
        oops: 1,
        max_turns: 'many',
        targets: ['acme/auth', { repo: 'acme/users', id: '!' }, 'acme/x'],
        task_description: '{{nam}}',
      },
      400,
      'VALIDATION_ERROR',
      [
        'INVALID_VALUE /max_turns',
        'UNKNOWN_KEY /oops',
        'BAD_NAME /targets/1/id',
        'UNKNOWN_PLACEHOLDER /task_description',
        'REPO_NOT_ONBOARDED /targets/2',
      ],
    ],
  ])('%s', async (...[, what, status, code, details]) => {
    for (const path of ['/v1/fleets', '/v1/fleets/plan']) {
      const reply = await bench.call('POST', path, { body: JSON.stringify(what) });
      expect([reply.status, errorOf(reply).code, errorOf(reply).details.sort()]).toEqual([status, code, details.sort()]);
      expect(errorOf(reply).message).toMatch(/[.?]$/);
    }
  });

  test('a misspelt key is told with the nearest known one', async () => {
    const reply = await post({ ...good, max_concurency: 3, targets: [{ repo: 'acme/auth', max_turn: 3 }] });
    const { error } = reply.json as { error: { details: { message: string }[] } };
    const said = error.details.map(({ message }) => message).join(' ');
    expect(said).toContain('Did you mean max_concurrency?');
    expect(said).toContain('Did you mean max_turns?');
  });

  test('no key is suggested that would be refused itself', async () => {
    const reply = await post({ ...good, auto_retry: { bu: 5 }, targets: [{ repo: 'acme/auth' }] });
    const { error } = reply.json as { error: { details: { message: string }[] } };
    const said = error.details.map(({ message }) => message).join(' ');
    expect(said).toContain('bu is not a known key.');
    expect(said).not.toMatch(/Did you mean by\?/);
  });

  test('a workflow that works on no repository is named, with why', async () => {
    const { message } = errorOf(await post({ ...good, workflow_ref: 'default/agent-v1' }));
    expect(message).toContain('default/agent-v1 works on no repository');
  });

  test('a bad key', async () => {
    const reply = await post(good, { 'Idempotency-Key': 'no spaces' });
    expect([reply.status, errorOf(reply).details]).toEqual([400, ['INVALID_VALUE /Idempotency-Key']]);
  });
});

describe('the agent of a fleet', () => {
  const agents = { claude: ['claude-opus-4-5', 'claude-haiku-4-5'], codex: null, mine: [] };
  const settings = () => ({ ...bench.ports.settings, agents, allowShell: true });
  const knowing = (): ApiPorts => ({ ...bench.ports, settings: settings() });
  const shell = { ...body, workflow_ref: 'shell/run-v1', params: { command: 'make' } };

  test('is kept, shown with its model, and inherited with it', async () => {
    const asked = { agent: 'claude', model: 'claude-opus-4-5' };
    const old = await post({ ...body, ...asked }, {}, knowing());
    expect([old.status, old.json]).toMatchObject([202, { data: asked }]);
    const again = { retry_of: idOf(old), targets: ['acme/auth'] };
    expect((await post(again, {}, knowing())).json).toMatchObject({ data: asked });
    expect((await post({ ...again, agent: 'codex' }, {}, knowing())).json).toMatchObject({
      data: { agent: 'codex', model: null },
    });
    const model = 'claude-haiku-4-5';
    expect((await post({ ...again, model }, {}, knowing())).json).toMatchObject({ data: { agent: 'claude', model } });
    const run = { ...again, workflow_ref: 'shell/run-v1', params: { command: 'make' } };
    expect((await post(run, {}, knowing())).json).toMatchObject({ data: { agent: null, model: null } });
    expect((await post(body)).json).toMatchObject({ data: { agent: null, model: null } });
  });

  test.each<[string, object, string]>([
    ['UNKNOWN_AGENT /agent', { ...body, agent: 'claud' }, 'Known: claude, codex, mine. Did you mean claude?'],
    ['UNKNOWN_MODEL /model', { ...body, agent: 'claude', model: 'opus' }, 'Known: claude-opus-4-5, claude-haiku-4-5.'],
    ['UNKNOWN_MODEL /model', { ...body, agent: 'mine', model: 'opus' }, 'model is not accepted by the agent mine'],
    ['INVALID_VALUE /agent', { ...shell, agent: 'claude' }, 'agent is not accepted by the workflow shell/run-v1'],
    ['INVALID_VALUE /model', { ...shell, model: 'opus' }, 'model is not accepted by the workflow shell/run-v1'],
  ])('is refused with %s in a submit and in a plan: %j', async (detail, what, words) => {
    for (const path of ['/v1/fleets', '/v1/fleets/plan']) {
      const reply = await bench.call('POST', path, { body: JSON.stringify(what) }, knowing());
      expect([reply.status, errorOf(reply).code, errorOf(reply).details]).toEqual([400, 'VALIDATION_ERROR', [detail]]);
      expect(JSON.stringify(reply.json)).toContain(words);
      const worse = await bench.call('POST', path, { body: JSON.stringify({ ...what, oops: 1 }) }, knowing());
      expect(errorOf(worse).details.sort()).toEqual([detail, 'UNKNOWN_KEY /oops'].sort());
    }
  });

  test('is not checked where the agents of the workers are not known', async () => {
    expect((await post({ ...body, agent: 'any', model: 'any' })).status).toBe(202);
  });
});

test('a budget is shown with its defaults, and is none where none is given', async () => {
  const budget = { fleet_usd: 12.5 };
  const shown = { data: { budget: { fleet_usd: 12.5, target_usd: 5, heal_usd: 2 } } };
  const old = await post({ ...body, budget });
  expect(old.json).toMatchObject(shown);
  expect((await bench.stores.ledgers.getLedger(idOf(old)))?.settings).toMatchObject({ usesAgent: true });
  expect((await post({ retry_of: idOf(old), targets: ['acme/auth'] })).json).toMatchObject(shown);
  expect((await post(body)).json).toMatchObject({ data: { budget: null } });
  const shell = { ...bench.ports, settings: { ...bench.ports.settings, allowShell: true } };
  const run = await post({ ...body, workflow_ref: 'shell/run-v1', params: { command: 'make' } }, {}, shell);
  expect((await bench.stores.ledgers.getLedger(idOf(run)))?.settings).toMatchObject({ usesAgent: false, budget: null });
});

test('a fleet that merges runs no agent, and its params are checked', async () => {
  const merge = await post({ ...body, workflow_ref: 'coding/merge-v1', params: { method: 'rebase' } });
  expect((await bench.stores.ledgers.getLedger(idOf(merge)))?.settings).toMatchObject({ usesAgent: false });
  const wrong = await post({ ...body, workflow_ref: 'coding/merge-v1', params: { method: 'octopus', checks: 1 } });
  expect(wrong.json).toMatchObject({
    error: {
      details: [
        { path: '/params/method', message: 'params.method must be one of merge, squash, rebase.' },
        { path: '/params/checks', message: 'params.checks must be required or ignore.' },
      ],
    },
  });
});

test('a plan warns of a budget that lets nothing start', async () => {
  const warned = async (what: object) => {
    const shell = { ...bench.ports, settings: { ...bench.ports.settings, allowShell: true } };
    const { json } = await bench.call('POST', '/v1/fleets/plan', { body: JSON.stringify({ ...body, ...what }) }, shell);
    return (json as { data: { warnings: { path: string; message: string }[] } }).data.warnings;
  };
  const [warning] = await warned({ budget: { fleet_usd: 3 } });
  expect(warning).toMatchObject({ path: '/budget/fleet_usd', message: expect.stringContaining('lower target_usd') as string });
  const run = { workflow_ref: 'shell/run-v1', params: { command: 'make' }, budget: { fleet_usd: 3 } };
  for (const fine of [{}, { budget: { target_usd: 9 } }, { budget: { fleet_usd: 5 } }, run]) {
    expect(await warned(fine)).toEqual([]);
  }
});

test('verifiers of an old fleet are not inherited where they are off by now', async () => {
  const verifiers = [{ name: 'test', command: ['make', 'test'] }];
  const allowing = { ...bench.ports, settings: { ...bench.ports.settings, callerVerifiers: true } };
  const old = await post({ ...body, verifiers }, {}, allowing);
  expect(old.json).toMatchObject({ data: { verifiers } });
  const again = { retry_of: idOf(old), targets: ['acme/auth'] };
  const refused = await post(again);
  expect([refused.status, errorOf(refused).message]).toEqual([
    403,
    'verifiers are switched off here: give none (an empty list), or ask an operator, who may switch them on with the setting caller_verifiers.',
  ]);
  expect((await post({ ...again, verifiers: [] })).status).toBe(202);
});

test('repositories are the same however they are written, and shown as they were onboarded', async () => {
  await putRepo(bench.repos, onboarded('Globex/Site'));
  const targets = ['globex/SITE', 'ACME/AUTH', 'Globex/Site'];
  const groups = [{ name: 'g', targets: ['GLOBEX/site'] }];
  const plan = await bench
    .clientOf(bench.tokens.ann)
    .planFleet({ body: { ...body, targets, groups, task_description: '{{repo}}' } });
  expect(plan).toMatchObject({
    data: {
      targets: [
        { path: 'Site', repo: 'Globex/Site' },
        { path: 'auth', repo: 'acme/auth' },
        { path: 'g/Site', repo: 'Globex/Site' },
      ],
      skipped: [],
      warnings: [{ path: '/targets/2', code: 'DUPLICATE_TARGET' }],
    },
  });
  const id = idOf(await post({ ...body, targets, groups }));
  const listed = await bench.clientOf(bench.tokens.ann).listTargets({ params: { fleet_id: id }, query: { repo: 'GLOBEX/SITE' } });
  expect(listed.ok && listed.data.map(({ path }) => path)).toEqual(['Site', 'g/Site']);
});

test('a plan starts nothing', async () => {
  const mailed = bench.mailed.length;
  const answer = await bench
    .clientOf(bench.tokens.bob)
    .planFleet({ body: { ...body, targets: ['acme/auth', 'acme/users', 'ACME/auth', 'acme/nope'], unonboarded: 'skip' } });
  expect(answer).toMatchObject({
    ok: true,
    status: 200,
    data: {
      targets: [
        { path: 'auth', repo: 'acme/auth', wave: 1 },
        { path: 'users', repo: 'acme/users', wave: 1 },
      ],
      skipped: [{ repo: 'acme/nope', code: 'REPO_NOT_ONBOARDED' }],
      warnings: [{ path: '/targets/2', code: 'DUPLICATE_TARGET' }],
      waves: [['auth', 'users']],
      launch_order: ['auth', 'users'],
      limits: { max_concurrency: 5, timeout_s: 3600 },
    },
  });
  expect(bench.mailed.length).toBe(mailed);
});
