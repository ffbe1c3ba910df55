/**
 * Reads the definition of a state machine (Amazon States Language), and refuses by name each part that the runtime does not
 * support. Of tasks it supports those that wait for a token, of Maps the distributed ones, and no Parallel.
 */
import * as z from 'zod';

/** The fields of a state that the runtime reads. The engine validates the others. */
const stateSchema = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Parameters: z.json().optional(),
  TimeoutSeconds: z.number().optional(),
  TimeoutSecondsPath: z.string().optional(),
  HeartbeatSeconds: z.number().optional(),
  ToleratedFailurePercentage: z.number().optional(),
  QueryLanguage: z.string().optional(),
  // No defaults here: the engine must validate the definition as it was written.
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), MaxAttempts: z.number().optional() })).optional(),
  ItemProcessor: z.looseObject({ ProcessorConfig: z.looseObject({ Mode: z.string() }).optional() }).optional(),
});
export type State = z.infer<typeof stateSchema>;

const machineSchema = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });
export type Machine = z.infer<typeof machineSchema>;

/** The one integration that is supported. */
const waitingTask = /^arn:[^:]+:states:::lambda:invoke\.waitForTaskToken$/;
/** The longest timer of Node.js (2³¹ − 1 ms), in seconds. */
export const longestTimer = 2_147_483;

/**
 * Replaces `${Name}` by the DefinitionSubstitutions of the resource, as CloudFormation does, and parses the text.
 * @throws Error naming a substitution that is missing, or the fields that are wrong
 */
export function parseDefinition(text: string, substitutions: Readonly<Record<string, string>>): Machine {
  const substituted = text.replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw new Error(`DefinitionSubstitutions has no value for \${${name}}`);
    return value;
  });
  return machineSchema.parse(JSON.parse(substituted));
}

export const isDistributedMap = (state: State): boolean =>
  state.Type === 'Map' && state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';

/** The machine that each child of a Distributed Map runs. */
export function childMachine(state: State): Machine {
  return machineSchema.parse(state.ItemProcessor);
}

/**
 * A sentence, with the path of the state, for each part of a definition that is not supported.
 * @param path path of the machine with a slash at its end; empty for the outermost machine
 */
export function unsupported(machine: Machine, path = ''): string[] {
  return Object.entries(machine.States).flatMap(([name, state]) => unsupportedInState(state, `${path}${name}`));
}

function unsupportedInState(state: State, path: string): string[] {
  if (state.QueryLanguage !== undefined && state.QueryLanguage !== 'JSONPath') return [`${path}: only JSONPath is supported`];
  if (state.Type === 'Task') return unsupportedInTask(state, path);
  if (state.Type === 'Parallel') return [`${path}: Parallel is not supported`];
  if (state.Type !== 'Map') return [];
  if (!isDistributedMap(state)) return [`${path}: only a DISTRIBUTED Map is supported`];
  const readers = [
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'ToleratedFailureCount',
    'ToleratedFailurePercentagePath',
    'Retry',
  ]
    .filter((key) => state[key] !== undefined)
    .map((key) => `${path}: ${key} of a Map is not supported`);
  const tolerated = state.ToleratedFailurePercentage ?? 0;
  const tolerance = tolerated === 0 || tolerated === 100 ? [] : [`${path}: ToleratedFailurePercentage must be 0 or 100`];
  return [...readers, ...tolerance, ...unsupported(childMachine(state), `${path}/`)];
}

function unsupportedInTask(state: State, path: string): string[] {
  if (!waitingTask.test(state.Resource ?? '')) {
    return [`${path}: only lambda:invoke.waitForTaskToken is supported, not ${state.Resource ?? ''}`];
  }
  return [
    ...(hasTimeout(state)
      ? []
      : [`${path}: TimeoutSeconds must be set, ${longestTimer} at most, or TimeoutSecondsPath to a field that its Payload has`]),
    ...(state.HeartbeatSeconds === undefined ? [] : [`${path}: HeartbeatSeconds is not supported`]),
    ...(pathTo(token, state.Parameters) === undefined ? [`${path}: its Payload does not have $$.Task.Token`] : []),
  ];
}

const hasTimeout = ({ TimeoutSeconds: fixed, TimeoutSecondsPath: path, Parameters }: State): boolean =>
  fixed === undefined ? path !== undefined && pathTo(path, Parameters) !== undefined : fixed <= longestTimer;

/** The value of the token in the parameters of a state. */
export const token = '$$.Task.Token';

/** Finds a value in the parameters of a state: a path into the input or the context. @returns the keys that lead to it in the effective input */
export function pathTo(value: string, parameters: unknown): string[] | undefined {
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  for (const [key, each] of Object.entries(parameters)) {
    if (key.endsWith('.$') && each === value) return [key.slice(0, -'.$'.length)];
    const below = pathTo(value, each);
    if (below !== undefined) return [key, ...below];
  }
  return undefined;
}
