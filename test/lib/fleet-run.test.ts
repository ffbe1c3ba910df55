import { readFileSync } from 'node:fs';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';
import { limits } from '../../contracts/limits.ts';
import { driveInputSchema } from '../../contracts/messages.ts';
import { windowOf } from '../../core/turn/look-ahead.ts';
import { definitionFile } from '../../lib/fleet-run.ts';

const fleetId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const taskInput = z.object({ FunctionName: z.string(), Payload: driveInputSchema.extend({ timeout_s: z.number() }) });
type Visit = z.infer<typeof taskInput>['Payload'];
const shape = z.looseObject({
  States: z.looseObject({
    Targets: z.looseObject({
      MaxConcurrency: z.number(),
      ItemSelector: z.looseObject({ 'timeout_s.$': z.string() }),
      ItemProcessor: z.looseObject({
        States: z.looseObject({ Drive: z.looseObject({ End: z.literal(true), TimeoutSecondsPath: z.string() }) }),
      }),
    }),
  }),
});

function definition(): z.infer<typeof shape> {
  const text = readFileSync(definitionFile, 'utf8')
    .replaceAll('${Partition}', 'aws')
    .replaceAll('${TargetDriveArn}', 'arn:aws:lambda:us-east-1:000000000000:function:target-drive');
  return shape.parse(JSON.parse(text));
}

/** The fields of the context object that Step Functions has and the local engine has not. Each read makes them anew. */
function context() {
  let tokens = 0;
  return {
    State: {
      get EnteredTime() {
        return new Date().toISOString();
      },
      RetryCount: 0,
    },
    Task: {
      get Token() {
        tokens += 1;
        return `token-${tokens}`;
      },
    },
  };
}

/** The engine looks for the time limit in the effective input, Step Functions in the input of the state. */
function forEngine(machine: z.infer<typeof shape>) {
  const copy = shape.parse(JSON.parse(JSON.stringify(machine)));
  copy.States.Targets.ItemProcessor.States.Drive.TimeoutSecondsPath = '$.Payload.timeout_s';
  return copy;
}

/** The shape was parsed above; the rest is validated once. */
const engineOf = (machine: object, noValidate = true) =>
  new StateMachine(machine as StateMachineDefinition, { validationOptions: { noValidate } });

/** How the actor wakes a child. */
class Woken extends Error {
  override readonly name = 'Again';
}

/** Runs the workflow with `drive` as its function; answers the inputs that the function got. */
async function run(
  ordinals: readonly number[],
  drive: (turn: Visit, turns: readonly Visit[]) => boolean,
  machine = definition(),
) {
  const turns: Visit[] = [];
  const handler = (input: unknown) => {
    const turn = taskInput.parse(input).Payload;
    turns.push(turn);
    if (drive(turn, turns)) throw new Woken('look again');
    return { again: false };
  };
  const execution = engineOf(forEngine(machine)).run(
    { fleet_id: fleetId, run: 3, targets: [...ordinals] },
    { context: context(), overrides: { taskResourceLocalHandlers: { Drive: handler }, retryIntervalOverrides: { Drive: 1 } } },
  );
  return { output: await execution.result, turns };
}

const ofOrdinal = (turns: readonly Visit[], ordinal: number) => turns.filter((turn) => turn.ordinal === ordinal);

describe('the workflow of a run', () => {
  test('is written in the Amazon States Language', () => {
    expect(() => engineOf(definition(), false)).not.toThrow();
    expect(() => engineOf({ ...definition(), StartAt: 'Nowhere' }, false)).toThrow('invalid');
  });

  test('drives each target until it is told that it is done', async () => {
    const { turns } = await run([4, 0, 7], (turn, soFar) => ofOrdinal(soFar, turn.ordinal).length < 2);
    expect(turns.map(({ ordinal }) => ordinal).sort()).toEqual([0, 0, 4, 4, 7, 7]);
    expect(turns.every((turn) => turn.fleet_id === fleetId && turn.run === 3)).toBe(true);
  });

  test('gives each turn a token of its own', async () => {
    const { turns } = await run([0, 1], (turn, soFar) => ofOrdinal(soFar, turn.ordinal).length < 3);
    expect(new Set(turns.map(({ token }) => token)).size).toBe(6);
  });

  test('tries a turn that failed again, whatever failed, without losing where it was', async () => {
    const { turns } = await run([5], (_, soFar) => {
      if (soFar.length < 4) throw new Error('throttled');
      return false;
    });
    expect(turns.map(({ ordinal, woken }) => [ordinal, woken])).toEqual(Array.from({ length: 4 }, () => [5, false]));
  });

  test('wakes a child without a retry: each wake is an entry of its own', async () => {
    const { turns } = await run([5], (_, soFar) => soFar.length < 3);
    expect(turns.map(({ retry, woken }) => [retry, woken])).toEqual([
      [0, false],
      [0, true],
      [0, true],
    ]);
  });

  test('of older code does not say whether a child was woken: then it parks', () => {
    const input = { fleet_id: fleetId, run: 1, ordinal: 0, token: 't', entered: '2026-11-21T10:00:00.000Z', retry: 0 };
    expect(driveInputSchema.parse(input).woken).toBe(false);
  });

  test('gives each child a time-out of its own, below a day', async () => {
    const { turns } = await run([...Array(20).keys()], () => false);
    const limits = turns.map(({ timeout_s: seconds }) => seconds);
    expect(new Set(limits).size).toBeGreaterThan(1);
    expect(limits.every((seconds) => seconds >= 64_800 && seconds <= 86_400)).toBe(true);
  });

  test('starts a turn anew when its token was not answered in time', async () => {
    const machine = definition();
    machine.States.Targets.ItemSelector['timeout_s.$'] = 'States.MathAdd(1, 0)';
    const woken: boolean[] = [];
    const drive = (input: unknown) => {
      woken.push(taskInput.parse(input).Payload.woken);
      return woken.length === 1 ? new Promise<never>(() => undefined) : { again: false };
    };
    const execution = engineOf(forEngine(machine)).run(
      { fleet_id: fleetId, run: 1, targets: [9] },
      { context: context(), overrides: { taskResourceLocalHandlers: { Drive: drive } } },
    );
    await execution.result;
    expect(woken).toEqual([false, true]);
  });

  test('holds all targets of the largest run at once, and their answers fit into a state', async () => {
    const mostChildren = limits.maxConcurrency + windowOf(limits.maxConcurrency);
    expect(definition().States.Targets.MaxConcurrency).toBeGreaterThanOrEqual(mostChildren);
    const answers = Array.from({ length: mostChildren }, () => ({ again: false }));
    expect(Buffer.byteLength(JSON.stringify(answers))).toBeLessThan(256 * 1024);
    const { output } = await run([1, 2], () => false);
    expect(output).toEqual({ fleet_id: fleetId, run: 3, targets: [1, 2] });
  });

  test('waits without end, but never on a wait that has no end', () => {
    const { Targets } = definition().States;
    expect(Targets).not.toHaveProperty('Retry');
    expect(Targets).toMatchObject({ ToleratedFailurePercentage: 100 });
    expect(Targets.ItemProcessor.States.Drive).toMatchObject({ TimeoutSecondsPath: '$.timeout_s' });
  });
});
