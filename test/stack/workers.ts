import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from './deploy.ts';
import type { Folders } from './folders.ts';
import type { Emulator } from './ministack.ts';
import { start } from './processes.ts';

const count = 2;

/** Workers as they run beside a stack on AWS: processes that the environment tells where tables, queue and bus are. */
export async function startWorkers(props: {
  readonly emulator: Emulator;
  readonly stack: Stack;
  readonly folders: Folders;
}): Promise<void> {
  const config = join(props.folders.temporary, 'worker.yaml');
  // What the scenarios tell their commands lies in the system's folder for temporary files.
  await writeFile(config, 'concurrency: 4\nsandbox: none\n');
  await mkdir(join(props.folders.temporary, 'config'));
  for (let at = 1; at <= count; at += 1) {
    start({
      name: `Worker ${at}`,
      argv: [process.execPath, join(import.meta.dirname, '../../worker/main.ts'), '--config', config],
      env: {
        ...props.emulator.environment,
        ...props.stack.workerEnvironment,
        BGAGENT_CONFIG_DIR: join(props.folders.temporary, 'config'),
      },
      log: join(props.folders.logs, `worker-${at}.log`),
    });
  }
}
