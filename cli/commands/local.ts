import { join, resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { CliError } from '../cli-error.ts';
import { adoptLocalApi } from '../config/adopt-local-api.ts';
import { configFolder } from '../config/config-folder.ts';
import { exitCodes } from '../exit-code.ts';
import { writeJson } from '../output/write-text.ts';
import { renderLocalReady } from '../render/local-ready.ts';
import { untilAskedToEnd } from '../until-asked-to-end.ts';
import type { Runtime } from '../../local/start-runtime.ts';

interface StartFlags {
  readonly port: number;
  readonly workers: number;
  readonly concurrency: number;
  readonly 'allow-private-webhooks': boolean;
}

export default class Local extends BaseCommand {
  static override summary = 'Run the whole product on this machine, with durable state in a folder.';
  static override description = `The deployed functions, workflow and template, on embedded services. Ctrl-C or SIGTERM ends it; nothing accepted is lost.
With --json prints one line {"api_url","token","dir","pid"} as soon as it serves, and nothing else on stdout.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dir ./data --port 0 --workers 2 --json',
  ];
  static override flags = {
    dir: Flags.string({ description: 'Folder of the data; else local/ in the config folder.' }),
    port: Flags.integer({ description: 'Port of the API on 127.0.0.1; 0 = a free one.', default: 4747, min: 0, max: 65_535 }),
    workers: Flags.integer({ description: 'Worker processes.', default: 1, min: 0, max: 64 }),
    concurrency: Flags.integer({ description: 'Tasks at once, per worker.', default: 4, min: 1, max: 64 }),
    'allow-private-webhooks': Flags.boolean({
      default: false,
      description: 'Let webhooks lead to this machine and its network, and be plain http.',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Local);
    const early = new AbortController();
    const asked = untilAskedToEnd().then(() => {
      early.abort();
    });
    const runtime = await this.start(resolve(flags.dir ?? join(configFolder(), 'local')), flags, early.signal);
    if (runtime === undefined) {
      this.tell('Ended before it served.');
      return undefined;
    }
    const started = { api_url: runtime.apiUrl, token: runtime.token, dir: runtime.dir, pid: process.pid };
    try {
      const adopted = await this.adopt(runtime);
      if (flags.json) writeJson(process.stdout, started);
      else await this.show(started, flags, (view) => renderLocalReady({ ...flags, ...started, adopted }, view));
      await asked;
      if (!flags.json) this.tell('Ending; what was accepted goes on at the next start.');
    } finally {
      await runtime.close();
    }
    return started;
  }

  /** The runtime serves whether or not other commands can find it by themselves. */
  private async adopt(runtime: Runtime): Promise<boolean> {
    try {
      return await adoptLocalApi(runtime);
    } catch (error) {
      const { message, details } = asCliError(error);
      this.tell(`warning: other commands will not find this runtime by themselves, as its token cannot be kept: ${message}`);
      for (const detail of details) this.tell(`  ${detail}`);
      return false;
    }
  }

  /** Undefined where the signal ended it. Loaded here: it brings the engines along, which no other command needs. */
  private async start(dir: string, flags: StartFlags, signal: AbortSignal): Promise<Runtime | undefined> {
    const { startRuntime } = await import('../../local/start-runtime.ts');
    const logger = {
      info: (message: string) => {
        this.tell(message);
      },
      warn: (message: string) => {
        this.tell(`warning: ${message}`);
      },
    };
    const { port, workers, concurrency } = flags;
    const parameters = { AllowPrivateWebhooks: String(flags['allow-private-webhooks']) };
    return await startRuntime({ dir, port, workers, concurrency, parameters, logger, signal }).catch((error: unknown) => {
      if (signal.aborted && error === signal.reason) return undefined;
      throw asCliError(error);
    });
  }
}

function asCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const [first = '', ...others] = (error instanceof Error ? error.message : String(error)).split('\n');
  return new CliError(first, exitCodes.error, others);
}
