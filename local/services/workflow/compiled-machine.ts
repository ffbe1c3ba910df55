import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { childMachine, isDistributedMap, tokenPath, unsupported, type Machine, type State } from './definition.ts';

/** A machine that the engine can run, and what stands behind its task states. */
export interface CompiledMachine {
  readonly engine: StateMachine;
  /** States that wait for a token, by name. */
  readonly tasks: ReadonlyMap<string, WaitingTask>;
  /** The stand-in state in each Distributed Map, by name. */
  readonly children: ReadonlyMap<string, ChildMachine>;
}

export interface WaitingTask {
  readonly state: State;
  /** Keys that lead to the token in the state's effective input. */
  readonly tokenPath: readonly string[];
}

export interface ChildMachine {
  readonly machine: CompiledMachine;
  /** A child that fails does not fail the Map. */
  readonly tolerant: boolean;
}

/** How long the stand-in of a child may take: the longest timer there is. The child has its own time limits. */
const longestTimeout = 2_147_483;

/**
 * Prepares a definition for the engine. In a Distributed Map each child is an execution of its own, with its own context
 * object; the engine has one context for all. So each child becomes one stand-in task, whose handler runs the child's machine.
 * @param options `validate`: whether the definition is also checked against the whole language, which takes a while
 * @throws Error naming every state that is not supported, or what is invalid
 */
export function compileMachine(machine: Machine, { validate }: { readonly validate: boolean }): CompiledMachine {
  const problems = unsupported(machine);
  if (problems.length > 0) throw new Error(problems.join('; '));
  // The engine validates the definition as it was written.
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

function standIn(map: string): object {
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:::function:child', TimeoutSeconds: longestTimeout, End: true };
  return { StartAt: standInName(map), States: { [standInName(map)]: task } };
}

function waitingTask(name: string, state: State): [string, WaitingTask][] {
  const path = tokenPath(state.Parameters);
  return state.Type === 'Task' && path !== undefined ? [[name, { state, tokenPath: path }]] : [];
}

function asDefinition(machine: object): StateMachineDefinition {
  // The engine checks what the type says when it is given the definition as it was written.
  return machine as StateMachineDefinition;
}
