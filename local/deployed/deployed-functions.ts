/** Starts every function of the template, and finds them by ARN or name. */
import { startFunctionHosts, type FunctionHost, type FunctionHostOptions } from '../functions/function-host.ts';
import type { Resource } from '../template/deployment.ts';
import { messageOf } from '../../core/text/message-of-error.ts';

export interface DeployedFunctions {
  /** Finds a function by its ARN or name. @throws Error when there is none */
  find(reference: string): FunctionHost;
  /** Resolves when every bundle is loaded. @throws Error naming a function whose bundle does not load */
  ready(): Promise<void>;
  readonly close: () => Promise<void>;
}

export function startFunctions(
  resources: readonly Resource<'AWS::Lambda::Function'>[],
  options: FunctionHostOptions,
): DeployedFunctions {
  const { hosts: functions, close } = startFunctionHosts(resources, options);
  return {
    find: (reference) => {
      const found = functions.find(({ arn, name }) => arn === reference || name === reference);
      if (found === undefined) throw new Error(`The template has no function ${reference}.`);
      return found;
    },
    ready: async () => {
      await Promise.all(functions.map(load));
    },
    close,
  };
}

async function load(deployed: FunctionHost): Promise<void> {
  try {
    await deployed.ready;
  } catch (error) {
    throw new Error(`The function ${deployed.name} does not load: ${messageOf(error)}`, { cause: error });
  }
}
