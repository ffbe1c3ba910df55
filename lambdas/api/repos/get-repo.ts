/** Reads one repository, with the exclusive fleet that has it now. */
import type { Operations } from '../../../contracts/http/operations.ts';
import type { OneRepository } from '../../../contracts/http/repo-operations.ts';
import { repoKey } from '../../../contracts/repo-key.ts';
import { isTerminalFleet } from '../../../core/fleet.ts';
import { data, refuse } from '../answer.ts';
import type { ApiPorts, Caller } from '../api-ports.ts';
import { mayUseFleet } from '../may-use-fleet.ts';
import type { Handler } from '../request.ts';
import { repoView } from './repo-view.ts';

export const getRepo: Handler<Operations['getRepo']> = async (ports, { params, caller }) => {
  const name = `${params.owner}/${params.name}`;
  const repository = await ports.repos.getRepo(name);
  if (!repository) return refuse('REPO_NOT_FOUND', `There is no repository ${name}.`);
  const found: OneRepository = { ...repoView(repository), exclusive_fleet: await exclusiveFleetOf(ports, name, caller) };
  return data(200, found);
};

async function exclusiveFleetOf({ stores }: ApiPorts, name: string, caller: Caller): Promise<OneRepository['exclusive_fleet']> {
  const claim = await stores.claims.getClaim(repoKey(name));
  const ledger = claim && (await stores.ledgers.getLedger(claim.fleetId));
  if (!ledger || isTerminalFleet(ledger.status)) return null;
  const spec = await stores.specs.getSpec(ledger.fleetId);
  return {
    fleet_id: ledger.fleetId,
    status: ledger.status,
    preset: spec?.preset?.name ?? null,
    yours: mayUseFleet(ledger, caller),
  };
}
