/** The runs of the state machine that drives the targets. The name of a run is unique, so each run is started once. */
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { runName } from '../../contracts/messages.ts';
import { versionOf } from '../../contracts/versions.ts';
import type { FleetWorkflow } from '../ports.ts';

export function createFleetWorkflow(client: SFNClient, settings: { readonly stateMachineArn: string }): FleetWorkflow {
  const { stateMachineArn } = settings;
  return {
    async startRun(generation, input) {
      const name = runName(input.fleet_id, generation, input.run);
      const start = new StartExecutionCommand({
        stateMachineArn,
        name,
        input: JSON.stringify({ ...versionOf('run input'), ...input }),
      });
      try {
        await client.send(start);
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async runStatus(fleetId, generation, run) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${runName(fleetId, generation, run)}`;
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'SUCCEEDED') return 'succeeded';
        return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'running' : 'ended-early';
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return 'unknown';
        throw error;
      }
    },
  };
}
