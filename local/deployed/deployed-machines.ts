/** Makes the state machines of the template, whose tasks call its functions. */
import type { Deployment, Resource } from '../template/deployment.ts';
import { compileMachine } from '../services/workflow/compiled-machine.ts';
import { parseDefinition } from '../services/workflow/definition.ts';
import { StateMachineHost, type StateMachineHostOptions } from '../services/workflow/state-machine-host.ts';
import type { DeployedFunctions } from './deployed-functions.ts';
import { messageOf } from '../../core/text/message-of-error.ts';

export type MachineOptions = Pick<StateMachineHostOptions, 'tokens' | 'onStatus'> & {
  readonly functions: DeployedFunctions;
  /** Whether definitions are checked against the whole language. */
  readonly validate: boolean;
};

/** @throws Error naming the machine, and every state of it that is not supported */
export function stateMachines(deployment: Deployment, options: MachineOptions): StateMachineHost[] {
  return deployment.all('AWS::StepFunctions::StateMachine').map((resource) => stateMachine(resource, options));
}

function stateMachine(resource: Resource<'AWS::StepFunctions::StateMachine'>, options: MachineOptions): StateMachineHost {
  const { DefinitionString, DefinitionSubstitutions } = resource.properties;
  try {
    return new StateMachineHost({
      name: resource.name,
      arn: resource.ref,
      machine: compileMachine(parseDefinition(DefinitionString, DefinitionSubstitutions), options),
      tokens: options.tokens,
      invoke: async (functionName, payload) => options.functions.find(functionName).invoke(payload),
      onStatus: options.onStatus,
    });
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`The embedded runtime cannot run the state machine ${resource.logicalId}: ${reason}`, { cause: error });
  }
}
