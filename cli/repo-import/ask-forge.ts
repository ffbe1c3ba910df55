/** Asks a forge for the repositories of an organisation, with the client of the worker. Loaded by the one command that needs it. */
import type { ForgeAddress } from '../../contracts/worker-config.ts';
import { listOrganisation, type OrganisationWanted } from '../../worker/forge/list-organisation.ts';
import type { ListRefusal } from '../../worker/forge/list-refusal.ts';
import type { SortedOut } from '../../worker/forge/found-repositories.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-code.ts';

/** @throws CliError when the forge gives no whole list */
export async function askForge(
  forge: ForgeAddress,
  wanted: OrganisationWanted,
  tell: (line: string) => void,
): Promise<SortedOut> {
  const listing = await listOrganisation(forge, wanted, tell);
  if (listing.ok) return listing.value;
  throw new CliError(listing.message, exitOf[listing.reason]);
}

const exitOf = { access: exitCodes.error, not_found: exitCodes.notFound, unreachable: exitCodes.error } as const satisfies Record<
  ListRefusal['reason'],
  number
>;
