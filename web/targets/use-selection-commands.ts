/** Asks for a command on the selected targets: their paths, and what is approved, are read first. */
import { useState } from 'react';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import { ApiFailure } from '../api/failures.ts';
import { useFlashes } from '../frame/flashes.tsx';
import { useAsk } from '../commands/ask.tsx';
import type { FailureGroup } from '../commands/asked.ts';
import { readsFor } from './row-reads.ts';
import { askedOfRows, askedWithoutRows, type SelectionCommand, type SelectionKind } from './selected-commands.ts';
import { readRange } from './use-rows.ts';

interface Known {
  readonly statuses: readonly TargetStatus[];
  readonly failureGroup?: FailureGroup | undefined;
}

interface SelectionCommands {
  /** The command whose targets are being read. */
  readonly reading: SelectionKind | undefined;
  readonly ask: (command: SelectionCommand) => void;
}

export function useSelectionCommands(fleet: FleetView, known: Known): SelectionCommands {
  const [reading, setReading] = useState<SelectionKind>();
  const flashes = useFlashes();
  const openDialog = useAsk();
  const ask = async (command: SelectionCommand): Promise<void> => {
    const { kind } = command;
    const whole = askedWithoutRows(command, known);
    if (whole !== undefined) {
      openDialog(fleet, whole);
      return;
    }
    setReading(kind);
    try {
      const asked = askedOfRows(kind, await rowsOf(fleet.fleet_id, command.ordinals, known.statuses));
      if (asked !== undefined) openDialog(fleet, asked);
      else flashes.add({ id: 'selection', type: 'info', content: 'None of the selected targets fits any more.' });
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      flashes.add({ id: 'selection', type: 'error', header: 'The selected targets could not be read', content: error.message });
    } finally {
      setReading(undefined);
    }
  };
  return { reading, ask: (command) => void ask(command) };
}

/** As they are now: what is approved is what they have made now. @throws ApiFailure */
async function rowsOf(fleetId: string, ordinals: readonly number[], statuses: readonly TargetStatus[]): Promise<TargetView[]> {
  const wanted = new Set(ordinals);
  const rows: TargetView[] = [];
  for (const { from, to, statuses: some } of readsFor(ordinals, statuses)) {
    const read = await readRange(fleetId, { status: some.join(',') }, { from, to });
    rows.push(...read.rows.filter(({ ordinal }) => wanted.has(ordinal)));
  }
  return rows;
}
