import { join } from 'node:path';
import { runToSuccess } from './processes.ts';
import type { Folders } from './folders.ts';

/** Runs the CDK's CLI; its caches stay in the run's own folder. @throws Error with the end of its log when it fails */
export function cdk(
  args: readonly [string, ...string[]],
  folders: Folders,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  return runToSuccess({
    name: `cdk ${args[0]}`,
    argv: ['cdk', ...args, '--no-notices', '--no-color', '--ci'],
    env: { ...environment, CDK_HOME: join(folders.temporary, 'cdk-home'), CDK_DISABLE_CLI_TELEMETRY: 'true' },
    log: join(folders.logs, `cdk-${args[0]}.log`),
  });
}
