/**
 * Deploys the stage whose tasks are done in containers, beside the one of the other scenarios: only the scenarios of containers wait for it.
 */
import { join } from 'node:path';
import { DeleteStackCommand, waitUntilStackDeleteComplete, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { execa } from 'execa';
import type { DeployedStack } from '../../scenarios/deployed-stack.ts';
import { cdkCommand } from '../cdk.ts';
import { deployArgs, deployedStage, type DeployProps } from '../deploy.ts';
import { moreTimeFor } from '../more-time.ts';
import { checkDifferences } from '../not-on-the-emulator.ts';
import { stage } from './stage.ts';

/** @param beside the stack that is there: this one has the same emulator, account and issuer @param temporary gone when the scenarios end */
export async function deployIsolated(beside: DeployedStack, temporary: string): Promise<DeployedStack> {
  const { env } = beside.redeploy;
  const { endpoint } = beside.events;
  const assembly = join(temporary, 'cdk.out');
  const props: DeployProps = {
    emulator: { endpoint, environment: env },
    issuer: beside.issuer,
    folders: { temporary, logs: beside.logs },
    assembly,
  };
  await execa(process.execPath, [join(import.meta.dirname, 'synthesize.ts'), assembly]);
  await checkDifferences(assembly);
  const { argv, env: more } = cdkCommand(deployArgs(props, stage), props.folders, env);
  const [file, ...args] = argv;
  await execa(file, args, { env: more });
  // As for target-drive: the emulator counts the start of the process.
  for (const name of ['launcher', 'worker-api']) await moreTimeFor(`bgagent-${stage}-${name}`, endpoint);
  return deployedStage(props, stage);
}

/** So that nothing of it runs while other scenarios do. The service first: it imports values of the other stack. */
export async function removeIsolated(client: CloudFormationClient): Promise<void> {
  for (const part of ['service', 'data']) {
    const StackName = `bgagent-${stage}-${part}`;
    await client.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 1 }, { StackName });
  }
}
