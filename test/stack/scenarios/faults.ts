/** Sets the faults of the proxy before the emulator. Each call replaces all that were set before. */
import * as z from 'zod';
import type { FaultInput } from '../proxy/fault.ts';
import { controlPath } from '../proxy/fault-proxy.ts';
import { stack } from './emulator.ts';

const counts = z.array(z.number());

async function control(init: RequestInit = {}): Promise<readonly number[]> {
  const answer = await fetch(`${stack.events.endpoint}${controlPath}`, init);
  if (!answer.ok) throw new Error(`The fault proxy answered ${answer.status}: ${await answer.text()}`);
  return counts.parse(await answer.json());
}

export async function setFaults(faults: readonly FaultInput[]): Promise<void> {
  await control({ method: 'PUT', body: JSON.stringify(faults) });
}

/** How often each fault was played, in the order in which they were set. */
export const faultsPlayed = (): Promise<readonly number[]> => control();

export const noFaults = (): Promise<void> => setFaults([]);

const { FleetTable, TaskTable } = stack.tables;

/** Text in each write of the state of a fleet. */
export const ofLedger = '"sk":{"S":"LEDGER"}';
export const ofFleets = `"TableName":"${FleetTable}"`;
export const ofTasks = `"TableName":"${TaskTable}"`;
