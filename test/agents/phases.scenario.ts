/**
 * A whole phase of work in one command: `bgagent local` on a folder, three repositories on a real forge, and the real claude-code with a
 * scripted model. From the design to the merge, with a budget that is too small, a batch that is healed, a heal that is used up, and the
 * product killed twice. Run by run.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TargetView } from '../../contracts/http/fleet.ts';
import { readForgeAccount, hasForge } from '../forge/forge-account.ts';
import { openForgeRepositories, type PullRequest } from '../forge/forge-repositories.ts';
import { agentOf } from './install-agents.ts';
import { sectionNames, taskCount } from './model/phases.ts';
import { startScriptedModel, type ScriptedModel } from './model/scripted-model.ts';
import { Product } from './product.ts';
import { keyOfPreset, modelOf } from './start-of.ts';

const preset = 'claude-code';
/** Tasks that the model leaves open at first (a heal does them), and never does, by repository. */
const targets = {
  'phases-auth': { leaves: 'none', never: 'none' },
  'phases-users': { leaves: 'T020', never: 'none' },
  'phases-mail': { leaves: 'none', never: 'T030' },
};
const names = Object.keys(targets);
const steps = ['design', 'analyze', 'implement', 'verify', 'merge'];

const { url, api, token } = hasForge() ? readForgeAccount() : { url: '', api: '', token: '' };

(hasForge() ? test : test.skip)(
  'a fleet goes through all phases, over kills, heals and a raised budget, to the merge',
  async () => {
    const forge = openForgeRepositories(readForgeAccount());
    const folder = mkdtempSync(join(tmpdir(), 'bgagent-phases-'));
    const model = await startScriptedModel(join(folder, 'requests.jsonl'));
    const product = productWith(model);
    const pullOf = async (name: string): Promise<PullRequest> => {
      const pulls = await forge.pullRequests(name, 'bgagent/');
      expect(pulls).toHaveLength(1);
      return pulls[0] as PullRequest;
    };
    try {
      await product.start();
      for (const name of names) {
        await forge.make(name);
        await product.run('repo', 'onboard', `acme/${name}`, '--clone-url', `${url}/bot/${name}.git`);
      }
      const status = async (id: string): Promise<string> => product.show('fleet', 'status', id);
      const targetOf = async (id: string, name: string): Promise<TargetView> => {
        const found = (await product.targets(id)).find(({ path }) => path === name);
        if (!found) throw new Error(`The fleet has no target ${name}.`);
        return found;
      };

      // Two attempts at once would reserve more than this.
      const id = await product.submit('--agent', 'claude', '--preset', 'phases', '-f', fleetFile(folder), '--budget', '6');
      const poor = await product.rests(id);
      expect(poor).toMatchObject({ status: 'PAUSED', reason: { code: 'budget' } });
      await product.run('fleet', 'edit', id, '--budget', '100');
      await product.run('fleet', 'continue', id);

      await product.waitFor(id, (fleet) => (fleet.steps.find(({ name }) => name === 'implement')?.running ?? 0) > 0);
      await product.kill();
      await product.start();

      const healedOut = await product.rests(id);
      expect(healedOut).toMatchObject({ status: 'PAUSED', reason: { code: 'heal_failed' } });
      expect(healedOut.reason?.message).toContain('T030');
      const mail = await targetOf(id, 'phases-mail');
      expect(mail).toMatchObject({ status: 'FAILED', step: 'implement', failure: { class: 'verification', code: 'TASKS_OPEN' } });
      expect(mail.heal_context).toContain('T030');
      expect(await status(id)).toContain('T030');

      await product.run(
        'fleet',
        'retry',
        id,
        '--target',
        'phases-mail',
        '--hint',
        '[[scenario:implement leaves=none never=none]]',
      );
      await product.run('fleet', 'continue', id);
      const ready = await product.rests(id);
      expect(ready).toMatchObject({ status: 'PAUSED', reason: { code: 'merge_ready' }, gates: names.length });
      expect(ready.steps.find(({ name }) => name === 'merge')).toMatchObject({ waiting: names.length });
      for (const name of names) {
        const target = await targetOf(id, name);
        expect(target).toMatchObject({ status: 'PENDING', step: 'merge', waiting: { for: 'gate' } });
        expect(target.steps.map((step) => [step.name, step.status])).toEqual(
          steps.map((step) => [step, step === 'merge' ? 'waiting' : 'done']),
        );
        expect(await forge.isMerged(name, (await pullOf(name)).number)).toBe(false);
      }
      const users = await targetOf(id, 'phases-users');
      expect(users.steps.find(({ name }) => name === 'implement')).toMatchObject({ healed: true });
      expect(users.attempts.map(({ trigger, batch }) => [trigger, batch?.name]).filter(([, name]) => name !== undefined)).toEqual(
        [
          ['step', sectionNames[0]],
          ['step', sectionNames[1]],
          ['heal', sectionNames[1]],
          ['step', sectionNames[2]],
          ['step', sectionNames[3]],
        ],
      );
      expect(users.attempts[4]?.batch).toMatchObject({ task_ids: ['T020'], open: [] });

      await product.kill();
      await product.start();
      expect(await status(id)).toContain('Merge Ready');

      await product.run('fleet', 'approve', id, '--target', 'phases-auth');
      await product.waitFor(id, ({ gates, progress }) => gates === 2 && progress.counts.SUCCEEDED === 1);
      expect(await forge.isMerged('phases-auth', (await pullOf('phases-auth')).number)).toBe(true);
      await product.rests(id);
      await product.run('fleet', 'continue', id);
      expect(await product.rests(id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: names.length } } });
      for (const name of names) {
        const pull = await pullOf(name);
        expect(await forge.isMerged(name, pull.number)).toBe(true);
        expect(pull.title).not.toMatch(/^WIP/);
        const list = await forge.fileOn(name, 'main', 'tasks.md');
        expect(list.match(/- \[x\]/g)).toHaveLength(taskCount);
        expect(list).not.toContain('- [ ]');
      }
    } finally {
      await product.close();
      await model.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

function productWith(model: ScriptedModel): Product {
  const env = { [keyOfPreset(preset)]: '$MODEL_KEY' };
  const claude = { preset, program: agentOf(preset).program, model: modelOf[preset], base_url: model.origin, env };
  const forges = [{ host: new URL(url).host, api, token_env: 'FORGE_TOKEN', kind: 'gitea' }];
  return new Product({ agents: { claude }, forges }, { FORGE_TOKEN: token, MODEL_KEY: 'sk-good-key-of-the-phases' });
}

function fleetFile(folder: string): string {
  const file = join(folder, 'fleet.yaml');
  const prompts = {
    design: '[[scenario:design]] Specify the greetings of {{repo}}.',
    analyze: '[[scenario:analyze]] Compare the specification with the tasks.',
    implement: '[[scenario:implement leaves={{vars.leaves}} never={{vars.never}}]] Write the greetings.',
    verify: '[[scenario:verify]] Look whether every part greets.',
  };
  const body = {
    title: 'Greet in parts',
    preset: { name: 'phases', prompts },
    targets: Object.entries(targets).map(([name, vars]) => ({ repo: `acme/${name}`, vars })),
    verifiers: [{ name: 'all parts greet', command: ['sh', '-c', `test "$(ls parts | grep -c '^T')" = ${taskCount}`] }],
    max_concurrency: 3,
  };
  writeFileSync(file, JSON.stringify(body));
  return file;
}
