import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, processIdentity } from '../../../../local/folder/process-identity.ts';

/** The process id of dynoxide, which keeps the tables of a runtime's folder; undefined while none runs. */
export function engineProcess(dir: string): number | undefined {
  try {
    const identity = processIdentity.parse(JSON.parse(readFileSync(join(dir, 'tables', 'tables.db.process.json'), 'utf8')));
    return isAlive(identity) ? identity.pid : undefined;
  } catch {
    // It is not written yet.
    return undefined;
  }
}
