/** What an operation needs of its caller besides a valid token: a scope, where the token has some, and for some the group operators. */
import type { Operation } from '../../../contracts/http/operation.ts';
import { allows, scopes } from '../../../contracts/scopes.ts';
import { refuse, type Refusal } from '../answer.ts';
import type { Caller } from '../api-ports.ts';

/** @returns the refusal that names what is missing; undefined: nothing is */
export function missingPermission({ access, scope }: Operation, caller: Caller): Refusal | undefined {
  if (!allows(caller.scopes, scope)) return refuse('FORBIDDEN', `${lacking(scope)} ${having(caller)}`);
  if (access !== 'operator' || caller.isOperator) return undefined;
  // A scope that a person asked for is no permission. A machine has it of the administrator of the issuer, and has no groups.
  if (caller.isMachine && caller.scopes !== 'all') return undefined;
  return operatorsOnly;
}

const lacking = (scope: Operation['scope']): string =>
  scope === 'any'
    ? `This needs a token with one of the scopes ${scopes.join(', ')}.`
    : `This needs a token with the scope ${scope ?? ''}.`;

const having = ({ scopes: given }: Caller): string =>
  given === 'all' || given.length === 0 ? 'This token is of a machine, and has no scope.' : `This one has ${given.join(', ')}.`;

const operatorsOnly = refuse('FORBIDDEN', 'Only members of the group operators may do this.');
