import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runToSuccess } from './processes.ts';
import type { Folders } from './folders.ts';

type Environment = Readonly<Record<string, string>>;

/** Runs the CDK's CLI; its caches stay in the run's own folder. @throws Error with the end of its log when it fails */
export function cdk(args: readonly [string, ...string[]], folders: Folders, environment: Environment = {}): Promise<void> {
  const { argv, env } = cdkCommand(args, folders, environment);
  return runToSuccess({ name: `cdk ${args[0]}`, argv, env, log: join(folders.logs, `cdk-${args[0]}.log`) });
}

interface CdkCommand {
  readonly argv: [string, ...string[]];
  readonly env: Record<string, string>;
}

export function cdkCommand(args: readonly string[], folders: Folders, environment: Environment): CdkCommand {
  const script = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  return {
    argv: [process.execPath, script, ...args, '--no-notices', '--no-color', '--ci'],
    env: { ...environment, CDK_HOME: join(folders.temporary, 'cdk-home'), CDK_DISABLE_CLI_TELEMETRY: 'true' },
  };
}
