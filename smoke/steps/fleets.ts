/** A fleet of three that is paused and continued, and one that is cancelled. */
import * as z from 'zod';
import { slowWork } from '../workshop.ts';
import { until } from '../until.ts';
import type { Setting, Step } from './step.ts';

const fleet = z.object({
  fleet_id: z.string(),
  status: z.string(),
  progress: z.object({ counts: z.record(z.string(), z.number()) }),
});
type Fleet = z.infer<typeof fleet>;

const patienceS = 600;
const status = ({ bgagent }: Setting, id: string): Promise<Fleet> => bgagent.json(fleet, ['fleet', 'status', id]);
const countOf = ({ progress }: Fleet, name: string): number => progress.counts[name] ?? 0;

const submit = async (setting: Setting, task: string, cap: number): Promise<string> => {
  const repos = setting.workshop.repositories.flatMap((repo) => ['--repo', repo]);
  const args = ['fleet', 'submit', ...repos, '--title', 'Smoke test', '--task', task, '--max-concurrency', String(cap), '--yes'];
  const { fleet_id } = await setting.bgagent.json(fleet.pick({ fleet_id: true }), args);
  setting.notes.fleets.push(fleet_id);
  return fleet_id;
};

export const onboarding: Step = {
  what: 'Repositories',
  async run({ bgagent, workshop: { repositories, cloneUrls } }) {
    for (const [repo, cloneUrl] of cloneUrls ?? []) await bgagent.run(['repo', 'onboard', repo, '--clone-url', cloneUrl]);
    if (cloneUrls === undefined) for (const repo of repositories) await bgagent.run(['repo', 'show', repo]);
    return `${repositories.join(', ')} are onboarded`;
  },
};

export const fleetOfThree: Step = {
  what: 'A fleet of three',
  async run(setting) {
    const { bgagent } = setting;
    const id = await submit(setting, 'Note the time in smoke.txt.', 1);
    await until(
      async () => (countOf(await status(setting, id), 'SUCCEEDED') >= 1 ? true : undefined),
      'its first target',
      patienceS,
    );
    await bgagent.run(['fleet', 'pause', id, '--reason', 'the smoke test']);
    const paused = await until(
      async () => {
        const now = await status(setting, id);
        return now.status === 'PAUSED' && countOf(now, 'RUNNING') === 0 ? now : undefined;
      },
      'the pause, with nothing running',
      patienceS,
    );
    const waiting = 3 - countOf(paused, 'SUCCEEDED');
    await bgagent.run(['fleet', 'continue', id]);
    await until(async () => ((await status(setting, id)).status === 'SUCCEEDED' ? true : undefined), 'its success', patienceS);
    setting.notes.fleetId = id;
    const { repositories, branches } = setting.workshop;
    const made = branches && (await Promise.all(repositories.map(branches)));
    if (made?.some((each) => each.length !== 1)) throw new Error(`the branches are ${JSON.stringify(made)}, not one in each`);
    const seen = made ? 'succeeded with one branch in each repository' : 'succeeded';
    return `${id} was paused with ${waiting} to go, continued, and ${seen}`;
  },
};

export const cancelled: Step = {
  what: 'A cancelled fleet',
  async run(setting) {
    const id = await submit(setting, slowWork, 3);
    await until(
      async () => (countOf(await status(setting, id), 'RUNNING') > 0 ? true : undefined),
      'a target that works',
      patienceS,
    );
    await setting.bgagent.run(['fleet', 'cancel', id, '--yes']);
    await until(async () => ((await status(setting, id)).status === 'CANCELLED' ? true : undefined), 'its end', patienceS);
    return `${id} was cancelled while targets worked, and ended`;
  },
};
