import { isDeployed } from './deployed-stack.ts';
import { canSeeProcesses } from './function-processes.ts';

/**
 * A test that kills the runtime, or the functions and workers of a deployed stack. Where the system does not tell which processes run
 * functions, it is skipped, and standard error tells why.
 */
export function testWhereKillable(name: string, body: () => Promise<void>): void {
  if (!isDeployed || canSeeProcesses) {
    test(name, body);
    return;
  }
  // Jest names no test of a file whose tests are all skipped.
  process.stderr.write(`SKIPPED ${name}: without /proc, the processes of functions cannot be found.\n`);
  test.skip(name, body);
}
