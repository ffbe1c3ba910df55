import * as z from 'zod';

/** What the runtime looks at in a state; the engine validates the rest. */
const stateSchema = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Parameters: z.json().optional(),
  TimeoutSeconds: z.number().optional(),
  HeartbeatSeconds: z.number().optional(),
  ToleratedFailurePercentage: z.number().optional(),
  QueryLanguage: z.string().optional(),
  // Without defaults: the engine is to validate the definition as it was written.
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), MaxAttempts: z.number().optional() })).optional(),
  ItemProcessor: z.looseObject({ ProcessorConfig: z.looseObject({ Mode: z.string() }).optional() }).optional(),
});
export type State = z.infer<typeof stateSchema>;

const machineSchema = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });
export type Machine = z.infer<typeof machineSchema>;

/** `lambda:invoke.waitForTaskToken` is the one integration that is realised. */
const waitingTask = /^arn:[^:]+:states:::lambda:invoke\.waitForTaskToken$/;
/** The longest timer that Node.js has (2³¹ − 1 ms), in seconds. */
const longestTimer = 2_147_483;

/** Replaces `${Name}` as CloudFormation does with DefinitionSubstitutions, and parses. @throws Error naming what is wrong */
export function parseDefinition(text: string, substitutions: Readonly<Record<string, string>>): Machine {
  const substituted = text.replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw new Error(`the definition wants a substitution for \${${name}}`);
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
 * What of a definition the runtime cannot do, as sentences with the path of the state.
 * @param path of the machine, empty for the outermost
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
  const { TimeoutSeconds: timeout } = state;
  return [
    ...(timeout === undefined || timeout > longestTimer ? [`${path}: TimeoutSeconds must be set, ${longestTimer} at most`] : []),
    ...(state.HeartbeatSeconds === undefined ? [] : [`${path}: HeartbeatSeconds is not supported`]),
    ...(tokenPath(state.Parameters) === undefined ? [`${path}: its Payload does not hand out $$.Task.Token`] : []),
  ];
}

/** Where in the parameters the task token stands, as the keys that lead to it in the effective input. */
export function tokenPath(parameters: unknown): string[] | undefined {
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  for (const [key, value] of Object.entries(parameters)) {
    if (key.endsWith('.$') && value === '$$.Task.Token') return [key.slice(0, -'.$'.length)];
    const below = tokenPath(value);
    if (below !== undefined) return [key, ...below];
  }
  return undefined;
}
