/**
 * A child of the Map that waited with a token parked was woken by the actor. Whether a role may be scoped to one state machine for that is
 * written nowhere, so it is looked at.
 */
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  type ExecutionListItem,
} from '@aws-sdk/client-sfn';
import { endedFleet, type Setting, type Step } from './step.ts';

export const wokenChild: Step = {
  what: 'A waiting child of the workflow',
  onlyLive: 'emulators have no Map Runs, and check no permission for SendTaskSuccess',
  async run(setting) {
    const ended = await childrenOf(setting);
    if (ended.length === 0) {
      throw new Error(
        'no child of the run of the fleet has succeeded: SendTaskSuccess may be refused, see the log of fleet-mailbox',
      );
    }
    for (const { executionArn } of ended) {
      const { events = [] } = await setting.stage.aws.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
      if (events.some(({ type }) => type === 'TaskSucceeded')) {
        return `${ended.length} children succeeded; one was answered by its token`;
      }
    }
    throw new Error('no child was answered by its token');
  },
};

async function childrenOf(setting: Setting): Promise<readonly ExecutionListItem[]> {
  const { aws, output } = setting.stage;
  const fleetId = endedFleet(setting);
  const stateMachineArn = output('StateMachineArn');
  const { executions = [] } = await aws.sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 100 }));
  const own = executions.filter(({ name }) => name?.includes(fleetId) === true);
  const children: ExecutionListItem[] = [];
  for (const { executionArn } of own) {
    const { mapRuns = [] } = await aws.sfn.send(new ListMapRunsCommand({ executionArn }));
    for (const { mapRunArn } of mapRuns) {
      const found = await aws.sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter: 'SUCCEEDED' }));
      children.push(...(found.executions ?? []));
    }
  }
  return children;
}
