/** `bgagent worker`: runs a worker until Ctrl-C or SIGTERM. */
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { asCliError } from '../cli-error.ts';
import { untilAskedToEnd } from '../until-asked-to-end.ts';

export default class Worker extends BaseCommand {
  static override summary = 'Run a worker, which takes tasks from the queue and does them in sandboxes.';
  static override description =
    'Without --dir it works for the deployed stack that its environment variables name. Ctrl-C or SIGTERM gives its tasks back to the queue and ends it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dir ~/.bgagent/local',
    '<%= config.bin %> <%= command.id %> --config worker.yaml --concurrency 8',
  ];
  static override flags = {
    dir: Flags.string({ description: 'Data folder of a runtime on this machine.' }),
    config: Flags.string({
      description: 'Settings of the worker (default: worker.yaml in the config folder).',
      helpValue: 'worker.yaml',
    }),
    concurrency: Flags.integer({ description: 'Tasks at the same time (default: 4).', min: 1, max: 64 }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Worker);
    const asked = untilAskedToEnd();
    const { startWorker } = await import('../../worker/worker.ts');
    const options = { dir: flags.dir, configFile: flags.config, concurrency: flags.concurrency };
    const worker = await startWorker(options).catch((error: unknown) => {
      throw asCliError(error);
    });
    process.once('exit', () => {
      worker.abandon();
    });
    this.tell('The worker is ready and takes tasks. Ctrl-C ends it.');
    await asked;
    await worker.close();
    return undefined;
  }
}
