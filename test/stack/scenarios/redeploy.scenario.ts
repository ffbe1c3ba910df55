/** The service is deployed again, with another setting, while a fleet runs. */
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { must } from '../../scenarios/answers.ts';
import { System } from '../../scenarios/system.ts';
import { deadLetters } from './dead-letters.ts';
import { cloudFormation, stack } from './emulator.ts';
import { manyRepositories } from './many-repositories.ts';
import { expectDoneOnce } from './sound-fleet.ts';

let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 2, concurrency: 8, sandbox: 'none' });
});
afterAll(async () => {
  await deployWith(stack.durations);
  await system.close();
});

async function deployWith(durations: Readonly<Record<string, number>>): Promise<void> {
  const { argv, env, stack: name } = stack.redeploy;
  const [file = '', ...args] = argv;
  await execa(file, [...args, '--parameters', `${name}:Durations=${JSON.stringify(durations)}`], { env });
}

async function deployedDurations(): Promise<string | undefined> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack.redeploy.stack }));
  return Stacks?.[0]?.Parameters?.find(({ ParameterKey }) => ParameterKey === 'Durations')?.ParameterValue;
}

/** A third waits until the deployment is done; the others go on while it lasts. */
const command = `
while [ "$BGAGENT_VAR_waits" = yes ] && [ ! -e "$BGAGENT_PARAM_go" ]; do sleep 0.2; done
sleep 0.5
echo "$BGAGENT_REPO" > changed`;

test('targets that run, wait and start meanwhile are each done once', async () => {
  const { repos, folder } = await manyRepositories(system, 48, 'redeployed');
  const before = await deadLetters();
  const go = join(system.marks, 'go');
  const targets = repos.map((repo, at) => ({ repo, vars: { waits: at % 3 === 0 ? 'yes' : 'no' } }));
  const body = {
    ...{
      title: 'Redeployed',
      workflow_ref: 'shell/run-v1',
      params: { command, go },
      targets,
      max_concurrency: 20,
      failure: null,
    },
  };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  await system.waitFor(fleet_id, ({ progress: { counts } }) => counts.SUCCEEDED >= 2 && counts.RUNNING > 0);

  const durations = { ...stack.durations, retry_backoff_s: 2 };
  await deployWith(durations);
  expect(JSON.parse((await deployedDurations()) ?? '')).toEqual(durations);
  const deployed = await system.fleet(fleet_id);
  expect(deployed.status).toBe('RUNNING');

  await writeFile(go, '');
  const ended = await system.waitForEnd(fleet_id);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 48 } } });
  await expectDoneOnce(system, fleet_id, folder);
  expect(await deadLetters()).toEqual(before);
});
