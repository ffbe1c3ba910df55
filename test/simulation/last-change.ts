import type { TargetRecord } from '../../contracts/fleet-records.ts';

/** The hash of the change of its last attempt that has one. */
export const lastChange = ({ outcomes }: Pick<TargetRecord, 'outcomes'>): string | null =>
  Object.entries(outcomes)
    .sort(([a], [b]) => Number(b) - Number(a))
    .find(([, { change }]) => change != null)?.[1].change?.hash ?? null;
