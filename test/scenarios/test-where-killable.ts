import { isDeployed } from './deployed-stack.ts';

const reason = 'skipped here: a deployed runtime is nothing that a test could kill';

/** A test that kills the runtime; on a deployed stack it is skipped, and its name in the report says why. */
export function testWhereKillable(name: string, body: () => Promise<void>): void {
  if (isDeployed) test.skip(`${name} (${reason})`, body);
  else test(name, body);
}
