/**
 * Whole fleets: `bgagent local` on a folder, five repositories on a real forge, and the real claude-code and codex with a scripted model.
 * Run by run.ts.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presetNames, type PresetName } from '../../contracts/worker-config.ts';
import { readForgeAccount, hasForge } from '../forge/forge-account.ts';
import { openForgeRepositories, type PullRequest } from '../forge/forge-repositories.ts';
import { fewTries } from './agent-bench.ts';
import { agentOf } from './install-agents.ts';
import { editBody, editTitle, question } from './model/scenarios.ts';
import { startScriptedModel, type ScriptedModel } from './model/scripted-model.ts';
import { Product } from './product.ts';
import { callUsd, codexPrices, keyOfPreset, modelOf } from './start-of.ts';

const names = ['auth', 'users', 'mail', 'search', 'billing'];
/** The agents of worker.yaml, by the program that each runs. */
const agentOfPreset: Readonly<Record<PresetName, string>> = { 'claude-code': 'claude', codex: 'codex' };

(hasForge() ? describe : describe.skip)('fleets on a real forge', () => {
  let forge: ReturnType<typeof openForgeRepositories>;
  let folder: string;
  let model: ScriptedModel;
  let product: Product;
  let hasSandbox: boolean;

  beforeAll(async () => {
    const account = readForgeAccount();
    forge = openForgeRepositories(account);
    folder = mkdtempSync(join(tmpdir(), 'bgagent-fleet-'));
    model = await startScriptedModel(join(folder, 'requests.jsonl'));
    const agents = Object.fromEntries(presetNames.map((preset) => [agentOfPreset[preset], agentFor(preset)]));
    const forges = [{ host: new URL(account.url).host, api: account.api, token_env: 'FORGE_TOKEN' }];
    product = new Product({ agents, forges }, { FORGE_TOKEN: account.token, MODEL_KEY: 'sk-good-key-of-the-fleets' });
    hasSandbox = await product.hasSandbox();
    if (!hasSandbox) process.stderr.write('NOT RUN: the agents of test:agents in bubblewrap, which this machine cannot run.\n');
    await product.start();
    for (const name of names) {
      await forge.make(name);
      await product.run('repo', 'onboard', `acme/${name}`, '--clone-url', `${account.url}/bot/${name}.git`);
    }
  });

  afterAll(async () => {
    await product.close();
    await model.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function agentFor(preset: PresetName): object {
    // codex tells no cost while it works: $0.03 are 15 seconds.
    const codex = preset === 'codex' ? { prices: codexPrices, usd_per_hour: 7.2, args: fewTries } : {};
    const env = { [keyOfPreset(preset)]: '$MODEL_KEY' };
    return { preset, program: agentOf(preset).program, model: modelOf[preset], base_url: model.origin, env, ...codex };
  }

  /** Scenarios by target, as a fleet.yaml. */
  function fleetFile(scenarios: Readonly<Record<string, string>>, settings: object = {}): string {
    const file = join(folder, 'fleet.yaml');
    const targets = Object.entries(scenarios).map(([name, scenario]) => ({ repo: `acme/${name}`, vars: { scenario } }));
    const body = { task_description: '[[scenario:{{vars.scenario}}]] Greet in {{repo}}.', targets, failure: null, ...settings };
    writeFileSync(file, JSON.stringify(body));
    return file;
  }
  const everywhere = (scenario: string) => Object.fromEntries(names.map((name) => [name, scenario]));

  const pullOf = async (name: string, fleetId: string): Promise<PullRequest | undefined> => {
    const pulls = await forge.pullRequests(name, `bgagent/${fleetId}/`);
    expect(pulls.length).toBeLessThanOrEqual(1);
    return pulls[0];
  };

  /** USD of so many answers of the model. */
  const costOf = (preset: PresetName, calls: number): number => Math.round(calls * callUsd[preset] * 1e6) / 1e6;

  /** As a fleet shows what is spent. */
  const shown = (usd: number): number => Math.round(usd * 1e4) / 1e4;

  test('the doctor knows the programs, their versions and their keys', async () => {
    const told = await product.show('doctor');
    for (const preset of presetNames) {
      expect(told).toContain(`${preset} at ${agentOf(preset).program}, version `);
      expect(told).toContain(agentOf(preset).version);
      expect(told).toContain(`${keyOfPreset(preset)} is set`);
    }
  });

  describe.each(presetNames)('%s', (preset) => {
    const agent = agentOfPreset[preset];
    const cost = (calls: number): number => costOf(preset, calls);

    test('five repositories get their pull requests, with the words of the agent, and its cost and turns', async () => {
      const verify = ['--verify', 'greets=grep -q hello greeting.txt'];
      const id = await product.submit('--agent', agent, '-f', fleetFile(everywhere('edit')), ...verify);
      const fleet = await product.rests(id);
      const targets = await product.targets(id);
      expect(targets.map(({ path, status, failure }) => ({ path, status, failure }))).toEqual(
        names.map((path) => ({ path, status: 'SUCCEEDED', failure: null })),
      );
      expect(fleet).toMatchObject({ status: 'SUCCEEDED', progress: { cost: { unknown_count: 0 } } });
      expect(fleet.progress.cost.known_usd).toBe(shown(cost(15)));
      for (const { path, attempts, cost_usd, turns } of targets) {
        expect([path, cost_usd, turns]).toEqual([path, cost(3), 3]);
        expect(attempts).toMatchObject([{ agent, model: expect.stringContaining(modelOf[preset]) as string, question: null }]);
        const pull = await pullOf(path, id);
        expect(pull).toMatchObject({ title: editTitle, base: 'main', branch: `bgagent/${id}/${path}` });
        expect(pull?.body).toContain(editBody);
        expect(pull?.body).toContain('greets');
      }
    });

    test('a log tells people what the agent did and said, and has its events apart', async () => {
      const told = await product.show('fleet', 'logs', '@last', 'auth');
      expect(told).toContain(editBody);
      expect(told).toMatch(new RegExp(`\\[${preset} session [0-9a-f-]{36}, 3 turns, \\$${cost(3).toFixed(4)}\\]`));
      expect(told).not.toContain('{"type"');
      expect(await product.show('fleet', 'logs', '@last', 'auth', '--raw')).toContain('{"type"');
    });

    test('an attempt ends at its budget, the fleet at its own, and goes on when that was raised', async () => {
      const budget = { fleet_usd: 0.05, target_usd: 0.03 };
      const file = fleetFile({ ...everywhere('edit'), mail: 'loop' }, { max_concurrency: 1, budget });
      const id = await product.submit('--agent', agent, '-f', file);
      const paused = await product.rests(id);
      expect(paused).toMatchObject({ status: 'PAUSED', reason: { code: 'budget' } });
      const statuses = async () => (await product.targets(id)).map(({ status }) => status);
      expect(await statuses()).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'PENDING', 'PENDING']);
      const [, , mail] = await product.targets(id);
      expect(mail?.failure).toMatchObject({ class: 'budget', code: 'BUDGET', by: 'user', retryable: false });
      const { known_usd, unknown_count, reserved_usd, limit_usd } = paused.progress.cost;
      expect([reserved_usd, limit_usd]).toEqual([0, 0.05]);
      // claude-code looks after each answer: the twelfth goes beyond $0.03. codex is killed, and its cost is not known.
      const told = preset === 'claude-code' ? [cost(12), shown(cost(6 + 12)), 0] : [null, shown(cost(6)), 1];
      expect([mail?.cost_usd, known_usd, unknown_count]).toEqual(told);

      await product.run('fleet', 'continue', id);
      expect(await product.rests(id)).toMatchObject({ status: 'PAUSED', reason: { code: 'budget' } });
      await product.run('fleet', 'edit', id, '--budget', '1');
      expect((await product.fleet(id)).status).toBe('PAUSED');
      await product.run('fleet', 'continue', id);
      expect((await product.rests(id)).status).not.toBe('PAUSED');
      expect(await statuses()).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'SUCCEEDED', 'SUCCEEDED']);
    });

    test('a result file wins for texts, and no change is no pull request', async () => {
      const id = await product.submit('--agent', agent, '-f', fleetFile({ auth: 'result', users: 'say' }));
      await product.rests(id);
      const [auth, users] = await product.targets(id);
      expect(auth).toMatchObject({ status: 'SUCCEEDED', outcome: 'changed', cost_usd: cost(2) });
      expect(auth?.attempts).toMatchObject([{ result: { answer: '42' } }]);
      expect((await pullOf('auth', id))?.title).toBe('A title from the result file');
      expect(users).toMatchObject({ status: 'SUCCEEDED', outcome: 'no_changes', pr_url: null, cost_usd: cost(1), turns: 1 });
      expect(await forge.branches('users', `bgagent/${id}/`)).toEqual([]);
    });

    test('what an agent does to git stays with it, and it sees and reaches nothing of the worker', async () => {
      const outside = join(folder, `outside-of-${preset}.txt`);
      const scenarios = { mail: 'dotgit', search: 'env', billing: `outside path=${outside}` };
      const id = await product.submit('--agent', agent, '-f', fleetFile(scenarios));
      await product.rests(id);
      const [mail, search, billing] = await product.targets(id);
      expect(mail).toMatchObject({ status: 'SUCCEEDED', outcome: 'changed' });
      expect(await forge.changedFiles('mail', (await pullOf('mail', id))?.number ?? 0)).toEqual(['dotgit.txt']);
      expect(search).toMatchObject({ status: 'SUCCEEDED', outcome: 'changed' });
      const variables = (await forge.fileOn('search', search?.branch ?? '', 'environment.txt')).split('\n');
      expect(variables).toEqual(expect.arrayContaining(['BGAGENT_TASK_ID', keyOfPreset(preset)]));
      expect(variables.filter((name) => /^(?:FORGE_TOKEN|MODEL_KEY|BGAGENT_CONFIG_DIR|BGAGENT_TOKEN)$/.test(name))).toEqual([]);
      expect(billing).toMatchObject({ status: 'SUCCEEDED', outcome: 'no_changes' });
      // Without a sandbox a command writes wherever its user may.
      expect(existsSync(outside)).toBe(!hasSandbox);
    });

    test('a change that holds the key of the agent is not pushed, and the file is named', async () => {
      const id = await product.submit('--agent', agent, '-f', fleetFile({ search: 'secret' }));
      await product.rests(id);
      const [search] = await product.targets(id);
      expect(search).toMatchObject({ status: 'FAILED', failure: { class: 'blocked' }, cost_usd: cost(2) });
      expect(search?.failure?.message).toContain('secret.txt');
      expect(search?.failure?.message).not.toContain(product.environment['MODEL_KEY']);
      expect(await forge.branches('search', `bgagent/${id}/`)).toEqual([]);
    });
  });

  /** A fleet of each agent; answers their ids. */
  async function submitBoth(scenarios: Readonly<Record<string, string>>, settings: object = {}): Promise<readonly string[]> {
    const file = fleetFile(scenarios, settings);
    return Promise.all(presetNames.map((preset) => product.submit('--agent', agentOfPreset[preset], '-f', file)));
  }

  test('a question is answered over a restart, and the agent goes on in its session', async () => {
    const ids = await submitBoth({ auth: 'ask', users: 'edit' });
    for (const id of ids) {
      const waits = await product.rests(id);
      expect(waits).toMatchObject({ status: 'PAUSED', reason: { code: 'question' }, questions: 1 });
      expect((await product.targets(id))[0]).toMatchObject({ status: 'PENDING', waiting: { for: 'question', question } });
    }
    await product.kill();
    await product.start();
    for (const id of ids) await product.run('fleet', 'answer', id, '--target', 'auth', '[[answer:blue]] please');
    for (const [at, preset] of presetNames.entries()) {
      const id = ids[at] ?? '';
      expect(await product.rests(id)).toMatchObject({ status: 'SUCCEEDED', questions: 0 });
      const [auth] = await product.targets(id);
      // Two answers of the model before the question, two after it: the session's sum is not counted twice.
      expect(auth).toMatchObject({ status: 'SUCCEEDED', attempt: 2, trigger: 'answer', cost_usd: costOf(preset, 4) });
      expect(auth?.attempts[1]?.session_id).toBe(auth?.attempts[0]?.session_id);
      expect((await pullOf('auth', id))?.title).toBe('Greet in blue');
    }
  });

  test('a refused key pauses the fleet and fails no target; with the right key it goes on', async () => {
    const key = product.environment['MODEL_KEY'] ?? '';
    const restartWith = async (given: string): Promise<void> => {
      await product.stop();
      product.environment['MODEL_KEY'] = given;
      await product.start();
    };
    await restartWith('wrong-key-of-the-fleets');
    const ids = await submitBoth(everywhere('edit'), { max_concurrency: 2 });
    for (const id of ids) {
      const paused = await product.rests(id);
      expect(paused).toMatchObject({ status: 'PAUSED', reason: { code: 'auth' } });
      expect(paused.progress.counts).toMatchObject({ PENDING: 5, FAILED: 0 });
      expect(paused.reason?.message).toContain('The key is not valid');
    }
    await restartWith(key);
    for (const id of ids) await product.run('fleet', 'continue', id);
    for (const id of ids) {
      expect(await product.rests(id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 5 } } });
    }
  });

  test('killed while agents work, the product goes on: each target has one attempt and one pull request', async () => {
    const ids = await submitBoth(everywhere('edit'));
    for (const id of ids) await product.waitFor(id, ({ progress: { counts } }) => counts.RUNNING > 0 || counts.SUCCEEDED > 0);
    await product.kill();
    await product.start();
    for (const id of ids) {
      expect(await product.rests(id)).toMatchObject({ status: 'SUCCEEDED' });
      for (const { path, attempt } of await product.targets(id)) {
        expect([path, attempt]).toEqual([path, 1]);
        expect(await pullOf(path, id)).toMatchObject({ title: editTitle });
      }
    }
  });
});
