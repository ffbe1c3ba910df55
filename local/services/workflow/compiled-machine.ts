/**
 * Prepares the definition of a state machine for the engine, aws-local-stepfunctions. The engine has one context object for a
 * whole run, but each child of a Distributed Map is an execution of its own, with its own. So each Map gets a stand-in task in
 * place of its children, and the handler of that task runs the machine of one child.
 */
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import {
  childMachine,
  isDistributedMap,
  longestTimer,
  pathTo,
  token,
  unsupported,
  type Machine,
  type State,
} from './definition.ts';

export interface CompiledMachine {
  readonly engine: StateMachine;
  /** States that wait for a token, by the name of the state. */
  readonly tasks: ReadonlyMap<string, WaitingTask>;
  /** The machines of children, by the name of the stand-in task. */
  readonly children: ReadonlyMap<string, ChildMachine>;
}

export interface WaitingTask {
  readonly state: State;
  /** Keys that lead to the token in the effective input of the state. */
  readonly tokenPath: readonly string[];
  /** Keys that lead to the time limit there; undefined where the definition fixes it. */
  readonly timeoutPath: readonly string[] | undefined;
}

export interface ChildMachine {
  readonly machine: CompiledMachine;
  /** Whether the Map goes on when a child fails. */
  readonly tolerant: boolean;
}

/**
 * @param options `validate`: also check the definition against the whole language, which takes a while
 * @throws Error naming every state that is not supported, or the parts that are invalid
 */
export function compileMachine(machine: Machine, { validate }: { readonly validate: boolean }): CompiledMachine {
  const problems = unsupported(machine);
  if (problems.length > 0) throw new Error(problems.join('; '));
  if (validate) new StateMachine(asDefinition(machine));
  return compile(machine);
}

function compile(machine: Machine): CompiledMachine {
  const states = Object.entries(machine.States);
  const maps = states.filter(([, state]) => isDistributedMap(state));
  const tasks = new Map(states.flatMap(([name, state]) => waitingTask(name, state)));
  const replaced = Object.fromEntries([
    ...maps.map(([name, state]) => [name, { ...state, ItemProcessor: standIn(name) }] as const),
    ...[...tasks].map(([name, task]) => [name, withTimeoutOfEngine(task)] as const),
  ]);
  const definition = asDefinition({ ...machine, States: { ...machine.States, ...replaced } });
  return {
    engine: new StateMachine(definition, { validationOptions: { noValidate: true } }),
    tasks,
    children: new Map(
      maps.map(([name, state]) => [
        standInName(name),
        { machine: compile(childMachine(state)), tolerant: state.ToleratedFailurePercentage === 100 },
      ]),
    ),
  };
}

/** Step Functions looks for the time limit in the input of the state, the engine in the effective input. */
const withTimeoutOfEngine = ({ state, timeoutPath }: WaitingTask): object =>
  timeoutPath === undefined ? state : { ...state, TimeoutSecondsPath: ['$', ...timeoutPath].join('.') };

const standInName = (map: string): string => `Child of ${map}`;

/** Its time limit is the longest there is: the states of the child have their own. */
function standIn(map: string): object {
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:::function:child', TimeoutSeconds: longestTimer, End: true };
  return { StartAt: standInName(map), States: { [standInName(map)]: task } };
}

function waitingTask(name: string, state: State): [string, WaitingTask][] {
  const tokenPath = pathTo(token, state.Parameters);
  const limit = state.TimeoutSecondsPath;
  const timeoutPath = limit === undefined ? undefined : pathTo(limit, state.Parameters);
  return state.Type === 'Task' && tokenPath !== undefined ? [[name, { state, tokenPath, timeoutPath }]] : [];
}

function asDefinition(machine: object): StateMachineDefinition {
  // The engine, where it is asked to validate, checks what this type says.
  return machine as StateMachineDefinition;
}
