/** The variables of a deployed function: reads them, and changes some. */
import * as z from 'zod';

const configuration = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.string()) }) });

type Variables = Readonly<Record<string, string>>;

export interface FunctionOnEmulator {
  readonly name: string;
  readonly endpoint: string;
}

async function ask({ name, endpoint }: FunctionOnEmulator, init: RequestInit): Promise<Variables> {
  const answer = await fetch(`${endpoint}/2015-03-31/functions/${name}/configuration`, {
    ...init,
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request' },
  });
  if (!answer.ok) throw new Error(`The emulator answered for ${name}: ${answer.status} ${await answer.text()}`);
  return configuration.parse(await answer.json()).Environment.Variables;
}

export const variablesOf = (which: FunctionOnEmulator): Promise<Variables> => ask(which, {});

/** The others stay. */
export async function changeVariables(which: FunctionOnEmulator, changes: Variables): Promise<void> {
  const Environment = { Variables: { ...(await variablesOf(which)), ...changes } };
  await ask(which, { method: 'PUT', body: JSON.stringify({ Environment }) });
}
