/**
 * Prepares the definition of a state machine for the engine, aws-local-stepfunctions. The engine has one context object for a
 * whole run, but each child of a Distributed Map is an execution of its own, with its own. So each Map gets a stand-in task in
 * place of its children, and the handler of that task runs the machine of one child.
 */
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { childMachine, isDistributedMap, longestTimer, tokenPath, unsupported, type Machine, type State } from './definition.ts';

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
  const replaced = Object.fromEntries(maps.map(([name, state]) => [name, { ...state, ItemProcessor: standIn(name) }]));
  const definition = asDefinition({ ...machine, States: { ...machine.States, ...replaced } });
  return {
    engine: new StateMachine(definition, { validationOptions: { noValidate: true } }),
    tasks: new Map(states.flatMap(([name, state]) => waitingTask(name, state))),
    children: new Map(
      maps.map(([name, state]) => [
        standInName(name),
        { machine: compile(childMachine(state)), tolerant: state.ToleratedFailurePercentage === 100 },
      ]),
    ),
  };
}

const standInName = (map: string): string => `Child of ${map}`;

/** Its time limit is the longest there is: the states of the child have their own. */
function standIn(map: string): object {
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:::function:child', TimeoutSeconds: longestTimer, End: true };
  return { StartAt: standInName(map), States: { [standInName(map)]: task } };
}

function waitingTask(name: string, state: State): [string, WaitingTask][] {
  const path = tokenPath(state.Parameters);
  return state.Type === 'Task' && path !== undefined ? [[name, { state, tokenPath: path }]] : [];
}

function asDefinition(machine: object): StateMachineDefinition {
  // The engine, where it is asked to validate, checks what this type says.
  return machine as StateMachineDefinition;
}
