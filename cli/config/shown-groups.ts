/**
 * Remembers which groups and diffs of a fleet were shown: what `--change-group 2` means, and which change a person has looked at.
 * Invariant: a number means the group that had it when it was shown, never the one that has it now.
 * Example: `fleet diff --groups` shows group 2 with the hash 9f86…; later `groupShown(fleet, 'changes', 2)` → 9f86…
 */
import * as z from 'zod';
import { configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

const texts = z.record(z.string(), z.string());
/** By fleet id, the one that was shown last at the end. */
const schema = z.record(
  z.string(),
  z.object({
    /** The hash of a change, and the signature of a failure, by the number of the group. */
    changes: texts.default({}),
    failures: texts.default({}),
    /** The hash of a change by the path of its target. */
    diffs: texts.default({}),
  }),
);
type Shown = z.infer<typeof schema>[string];
export type GroupKind = 'changes' | 'failures';

const mostFleets = 10;
const path = (): string => configPath('shown.json');
const read = async () => (await readConfigFile(path(), schema)) ?? {};

async function remember(fleetId: string, change: (shown: Shown) => Shown): Promise<void> {
  const { [fleetId]: before = { changes: {}, failures: {}, diffs: {} }, ...others } = await read();
  writeConfigFile(path(), Object.fromEntries([...Object.entries(others).slice(1 - mostFleets), [fleetId, change(before)]]));
}

interface NumberedGroup {
  readonly number: number;
  /** The hash of a change, or the signature of a failure. */
  readonly id: string;
}

/** These groups are shown now; those of the same kind that were shown before are forgotten. */
export const rememberGroups = (fleetId: string, kind: GroupKind, groups: readonly NumberedGroup[]): Promise<void> =>
  remember(fleetId, (shown) => ({
    ...shown,
    [kind]: Object.fromEntries(groups.map(({ number, id }) => [String(number), id])),
  }));

/** The diff of a target was shown. */
export const rememberDiff = (fleetId: string, target: string, hash: string): Promise<void> =>
  remember(fleetId, (shown) => ({ ...shown, diffs: { ...shown.diffs, [target]: hash } }));

/** The hash of the change that was shown of a target; undefined: none was. */
export const hashShown = async (fleetId: string, target: string): Promise<string | undefined> =>
  (await read())[fleetId]?.diffs[target];

/** The same of all targets whose diffs were shown, by path. */
export const hashesShown = async (fleetId: string): Promise<Readonly<Record<string, string>>> =>
  (await read())[fleetId]?.diffs ?? {};

/** The hash or signature of the group that was shown with this number; undefined: none was. */
export const groupShown = async (fleetId: string, kind: GroupKind, number: number): Promise<string | undefined> =>
  (await read())[fleetId]?.[kind][String(number)];
