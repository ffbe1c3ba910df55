import { compileMachine } from '../../../../local/services/workflow/compiled-machine.ts';
import { parseDefinition } from '../../../../local/services/workflow/definition.ts';
import { StateMachineHost } from '../../../../local/services/workflow/state-machine-host.ts';
import { TaskTokens } from '../../../../local/services/workflow/task-tokens.ts';
import { waitFor } from '../../fixture-runtime.ts';

const child = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Drive',
  States: {
    Drive: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'drive', Payload: { 'token.$': '$$.Task.Token' } },
      TimeoutSeconds: 5,
      End: true,
    },
  },
};
const definition = {
  StartAt: 'Items',
  States: { Items: { Type: 'Map', MaxConcurrency: 2, ToleratedFailurePercentage: 100, ItemProcessor: child, End: true } },
};

test('a run that is stopped begins no further item, and none of its tokens waits any more', async () => {
  const tokens = new TaskTokens();
  const called: unknown[] = [];
  const host = new StateMachineHost({
    name: 'flow',
    arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:flow',
    machine: compileMachine(parseDefinition(JSON.stringify(definition), {}), { validate: true }),
    tokens,
    invoke: (_name, payload) => {
      called.push(payload);
      return Promise.resolve(null);
    },
    onStatus: () => undefined,
  });
  const execution = host.start('run', '[1,2,3,4,5,6]');
  await waitFor(
    () => tokens.waitingCount,
    (count) => count === 2,
  );
  host.stop(execution);
  // The engine begins items before the next timer fires. After 50 ms it has begun all that it would begin.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(called).toHaveLength(2);
  expect(tokens.waitingCount).toBe(0);
  expect(host.counts).toEqual({ running: 0, ended: 1 });
  expect(host.find(execution.executionArn)).toMatchObject({ status: 'ABORTED' });
});
