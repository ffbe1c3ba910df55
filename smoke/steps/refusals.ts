/** Requests without a valid token are refused, by API Gateway where the stage has it check tokens, and in any case by the function. */
import * as z from 'zod';
import { settingsFor } from '../../lib/config.ts';
import type { Step } from './step.ts';

const ownEnvelope = z.object({ error: z.object({ code: z.literal('UNAUTHORIZED') }) });

async function refusedBy(url: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${url}/v1/fleets`, { headers });
  if (answer.status !== 401) throw new Error(`a request that must be refused was answered with ${answer.status}`);
  return ownEnvelope.safeParse(await answer.json().catch(() => undefined)).success ? 'the function' : 'API Gateway';
}

export const refusals: Step = {
  what: 'Refusals',
  async run({ stage: { apiUrl, name } }) {
    const by = new Set([
      await refusedBy(apiUrl, {}),
      await refusedBy(apiUrl, { authorization: 'Bearer x.y.z' }),
      await refusedBy(apiUrl, { authorization: `Bearer ${forged}` }),
    ]);
    const expected = settingsFor(name).auth.gateway_authorizer ? 'API Gateway' : 'the function';
    if (!by.has(expected)) {
      throw new Error(`${[...by].join(' and ')} refused, and the setting gateway_authorizer asks for ${expected}`);
    }
    return `no token, a broken one and a forged one are refused by ${[...by].join(' and ')}`;
  },
};

/** `{"alg":"none"}`, `{"sub":"smoke","cognito:groups":["operators"]}`, and no signature. */
const forged = [{ alg: 'none' }, { sub: 'smoke', 'cognito:groups': ['operators'] }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('')
  .join('.');
