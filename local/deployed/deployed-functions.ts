import { startFunction, type FunctionHost, type FunctionHostOptions } from '../functions/function-host.ts';
import type { Resource } from '../template/deployment.ts';
import { messageOf } from '../error-facts.ts';

/** Every function of the template, running. */
export interface DeployedFunctions {
  /** By ARN or name. @throws Error when there is none */
  find(reference: string): FunctionHost;
  /** Resolves when every bundle is loaded. @throws Error naming the function that cannot be */
  ready(): Promise<void>;
  readonly close: () => Promise<void>;
}

export function startFunctions(
  resources: readonly Resource<'AWS::Lambda::Function'>[],
  options: FunctionHostOptions,
): DeployedFunctions {
  const functions = resources.map((resource) => startFunction(resource, options));
  return {
    find: (reference) => {
      const found = functions.find(({ arn, name }) => arn === reference || name === reference);
      if (found === undefined) throw new Error(`No function of the template is ${reference}.`);
      return found;
    },
    ready: async () => {
      await Promise.all(functions.map(load));
    },
    close: async () => {
      await Promise.all(functions.map((deployed) => deployed.close()));
    },
  };
}

async function load(deployed: FunctionHost): Promise<void> {
  try {
    await deployed.ready;
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`The function ${deployed.name} does not load: ${why}`, { cause: error });
  }
}
