/** The API on real tables with all callers of the matrix, and things of ann and of a machine for them to act on. */
import type { OperationId } from '../../../../contracts/http/operations.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import { createAuthenticator, type AuthSettings } from '../../../../lambdas/api/http/authenticate.ts';
import { startBench } from '../bench.ts';
import { askAs } from './ask-as.ts';
import { startThings } from './requests.ts';
import { machines, people, withoutToken, type Identity, type Row } from './who-may.ts';

export interface Callers {
  readonly auth: AuthSettings;
  /** By the column of the table. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Tokens that are not valid, by what is wrong with them; '' = none. */
  readonly invalid: ReadonlyMap<string, string>;
}

const scopes: Readonly<Record<string, string>> = {
  ...{
    narrow: 'openid fleets:read tasks:read',
    wall: 'fleets:read tasks:read openid',
    none: '',
    'f:read': 'fleets:read',
    'f:write': 'fleets:write',
  },
  ...{ 't:read': 'tasks:read', 't:write': 'bgagent/tasks:write', 'r:write': 'repos:write' },
  alien: 'fleets:write tasks:write repos:write',
};
const groups: Readonly<Record<string, string[]>> = {
  tess: ['docs', 'web'],
  olga: ['operators'],
  wall: ['operators'],
  bob: ['docs', 'webs'],
};

/** The scopes that each caller asks the issuer for. */
export const scopeOf = (name: Identity): string => scopes[name] ?? 'openid profile offline_access';
export const groupsOf = (name: string): string[] => groups[name] ?? [];
export const isPerson = (name: Identity): boolean => people.some((one) => one === name);

export function subOf(name: Identity): string {
  if (name === 'alien') return name;
  return isPerson(name) ? name.replace('narrow', 'ann').replace('wall', 'olga') : 'portal';
}

export type Matrix = Awaited<ReturnType<typeof startMatrix>>;

export async function startMatrix({ auth, tokens, invalid }: Callers) {
  const bench = await startBench();
  const ports: ApiPorts = { ...bench.ports, authenticate: createAuthenticator(auth) };
  const starting = { ...bench, clientOf: (token: string) => bench.clientOf(token, ports) };
  const tokenOf = (name: string): string => tokens.get(name) ?? '';
  const anns = await startThings(starting, 'ann', tokenOf('ann'));
  const portals = await startThings(starting, 'portal', tokenOf('f:write'));

  const ask = async (id: string, token: string, things = anns): Promise<string> =>
    // A test of its own says whether each row is one of an operation.
    askAs(id as OperationId, { bench, ports, token, things });
  return {
    ports,
    ask,
    stop: bench.stop,
    /** What came of a row, and what its words say, by caller. */
    async walk({ id, scope, words }: Row) {
      const came: Record<string, string> = {};
      const wanted: Record<string, string> = {};
      for (const name of [...people, ...machines]) {
        wanted[name] = words[name] === 'scope' ? `scope ${scope}` : (words[name] ?? '');
        came[name] = await ask(id, tokenOf(name), subOf(name) === 'portal' ? portals : anns);
      }
      for (const [wrong, token] of invalid) {
        wanted[wrong] = words[withoutToken] ?? '';
        came[wrong] = await ask(id, token);
      }
      return { came, wanted };
    },
  };
}
