import { isDeployed } from './deployed-stack.ts';

/** A test that kills the runtime; on a deployed stack it is skipped, and standard error tells why. */
export function testWhereKillable(name: string, body: () => Promise<void>): void {
  if (!isDeployed) {
    test(name, body);
    return;
  }
  // Jest names no test of a file whose tests are all skipped.
  process.stderr.write(`SKIPPED ${name}: a deployed runtime is nothing that a test could kill.\n`);
  test.skip(name, body);
}
