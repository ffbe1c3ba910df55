/** Finds the stage, and other context, that a synthesis is asked for. */
import { parseArgs } from 'node:util';
import * as z from 'zod';

const cliContext = z.looseObject({ stage: z.string().optional(), 'index-step': z.string().optional() });
type Name = 'stage' | 'index-step';
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Looks at `-c stage=<stage>` on the command line, then at the context of the CDK CLI, then at BGAGENT_STAGE.
 * @throws Error (node:util) naming an argument that is not known
 */
export const requestedStage = (argv: readonly string[], env: Environment): string | undefined =>
  requested('stage', argv, env) ?? env['BGAGENT_STAGE'];

/** `-c index-step=<number>`: how far the tables of an earlier version are brought over (lib/index-steps.ts). */
export function requestedIndexStep(argv: readonly string[], env: Environment): number | undefined {
  const step = requested('index-step', argv, env);
  return step === undefined ? undefined : Number(step);
}

const requested = (name: Name, argv: readonly string[], env: Environment): string | undefined =>
  ofArguments(name, argv) ?? ofContext(name, env['CDK_CONTEXT_JSON']);

function ofArguments(name: Name, argv: readonly string[]): string | undefined {
  const { values } = parseArgs({ args: [...argv], options: { context: { type: 'string', short: 'c', multiple: true } } });
  return values.context?.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The CDK CLI gives its `-c` arguments to the app in the variable CDK_CONTEXT_JSON. */
function ofContext(name: Name, json: string | undefined): string | undefined {
  return json === undefined ? undefined : cliContext.parse(JSON.parse(json))[name];
}
