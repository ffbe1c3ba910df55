/** The size of a ledger in the table. */
import { itemBytes } from '../../adapters/dynamo/item-bytes.ts';
import type { FleetTable } from '../../adapters/fleet/fleet-table.ts';
import { toLedgerItem } from '../../adapters/fleet/ledger-item.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';

/** No ledger has more bytes, whatever happens. The item of a table may have 409,600. */
export const mostBytes = 200_000;
/** Nor has one with steps in which each target is in a state of its own, with all that may be kept of it: no life leads there. */
export const mostBytesOfCrowd = 260_000;

/** Of a table only how long things are kept is read. */
const table = { keepS: 86_400 } as FleetTable;

export const storedItem = (ledger: Ledger): Record<string, unknown> => toLedgerItem(table, ledger);
export const storedBytes = (ledger: Ledger): number => itemBytes(storedItem(ledger));
