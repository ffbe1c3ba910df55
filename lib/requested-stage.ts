/** Finds the stage that a synthesis is asked for. */
import { parseArgs } from 'node:util';
import * as z from 'zod';

const cliContext = z.looseObject({ stage: z.string().optional() });

/**
 * Looks at `-c stage=<stage>` on the command line, then at the context of the CDK CLI, then at BGAGENT_STAGE.
 * @throws Error (node:util) naming an argument that is not known
 */
export function requestedStage(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): string | undefined {
  return stageOfArguments(argv) ?? stageOfContext(env['CDK_CONTEXT_JSON']) ?? env['BGAGENT_STAGE'];
}

function stageOfArguments(argv: readonly string[]): string | undefined {
  const { values } = parseArgs({ args: [...argv], options: { context: { type: 'string', short: 'c', multiple: true } } });
  return values.context?.find((pair) => pair.startsWith('stage='))?.slice('stage='.length);
}

/** The CDK CLI gives its `-c` arguments to the app in the variable CDK_CONTEXT_JSON. */
function stageOfContext(json: string | undefined): string | undefined {
  return json === undefined ? undefined : cliContext.parse(JSON.parse(json)).stage;
}
