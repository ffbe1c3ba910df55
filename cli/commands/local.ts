/** `bgagent local`: runs the embedded runtime until Ctrl-C or SIGTERM. */
import { join, resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { asCliError } from '../cli-error.ts';
import { dailyLimitFlag, dailyLimitOfFlag } from '../daily-limit-flag.ts';
import { forgeLimitFlag, forgesOfFlags } from '../forge-limit-flag.ts';
import { adoptLocalApi } from '../config/adopt-local-api.ts';
import { agentsOfWorkers } from '../config/agents-of-workers.ts';
import { configFolder } from '../config/config-folder.ts';
import { writeJson } from '../output/write-text.ts';
import { renderLocalReady } from '../render/local-ready.ts';
import { untilAskedToEnd } from '../until-asked-to-end.ts';
import type { Runtime } from '../../local/start-runtime.ts';

interface StartFlags {
  readonly port: number;
  readonly workers: number;
  readonly concurrency: number;
  readonly 'allow-private-webhooks': boolean;
  readonly 'forge-limit': readonly string[] | undefined;
  readonly 'user-usd-per-day': string;
  readonly tables?: string | undefined;
}

export default class Local extends BaseCommand {
  static override summary = 'Run the whole product on this machine; its data stays in a folder.';
  static override description = `Runs the functions, workflow and template of a deployment on embedded services. Ctrl-C or SIGTERM ends it; accepted work continues at the next start. Its workers read worker.yaml when they start: after a change of that file, start it again.
With --json, one line {"api_url","token","dir","pid","dashboard_url"} is printed as soon as it serves, and nothing else on stdout.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dir ./data --port 0 --workers 2 --json',
  ];
  static override flags = {
    dir: Flags.string({ description: 'Folder of the data (default: local/ in the config folder).' }),
    port: Flags.integer({
      description: 'Port of the API on 127.0.0.1; 0 chooses a free one.',
      default: 4747,
      min: 0,
      max: 65_535,
    }),
    workers: Flags.integer({ description: 'Number of worker processes.', default: 1, min: 0, max: 64 }),
    concurrency: Flags.integer({ description: 'Tasks at the same time per worker.', default: 4, min: 1, max: 64 }),
    tables: Flags.string({
      description:
        'Engine of the tables: dynalite, or dynoxide, which is native and for Linux on x64 only. A folder keeps its engine; a new one gets that of the variable BGAGENT_TABLES, or dynalite.',
      options: ['dynalite', 'dynoxide'],
    }),
    'allow-private-webhooks': Flags.boolean({
      default: false,
      description: 'Allow webhooks to addresses on this machine and its network, and without TLS.',
    }),
    'forge-limit': forgeLimitFlag,
    'user-usd-per-day': dailyLimitFlag,
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Local);
    const early = new AbortController();
    const asked = untilAskedToEnd().then(() => {
      early.abort();
    });
    const runtime = await this.start(resolve(flags.dir ?? join(configFolder(), 'local')), flags, early.signal);
    if (runtime === undefined) {
      this.tell('Ended before the runtime was ready.');
      return undefined;
    }
    const { dashboard_url } = runtime.dashboardLink();
    const started = { api_url: runtime.apiUrl, token: runtime.token, dir: runtime.dir, pid: process.pid, dashboard_url };
    try {
      const adopted = await this.adopt(runtime);
      if (flags.json) writeJson(process.stdout, started);
      else {
        await this.show(started, flags, (view) => renderLocalReady({ ...flags, ...started, adopted }, view));
        // A person at a terminal may open the link; a script that reads JSON mostly does not.
        runtime.preparePage();
      }
      await asked;
      if (!flags.json) this.tell('Ending; accepted work continues at the next start.');
    } finally {
      await runtime.close();
    }
    return started;
  }

  /** Lets other commands find the runtime. A failure is a warning, since the runtime serves all the same. */
  private async adopt(runtime: Runtime): Promise<boolean> {
    try {
      return await adoptLocalApi(runtime);
    } catch (error) {
      const { message, details } = asCliError(error);
      this.tell(`warning: other commands cannot find this runtime, because its token cannot be stored: ${message}`);
      for (const detail of details) this.tell(`  ${detail}`);
      return false;
    }
  }

  /** Undefined when the signal ended the start. The runtime is loaded here, because only this command needs its engines. */
  private async start(dir: string, flags: StartFlags, signal: AbortSignal): Promise<Runtime | undefined> {
    const { limitYoungObjects, releaseWhatTheStartLeft } = await import('../../local/own-heap.ts');
    limitYoungObjects();
    releaseWhatTheStartLeft();
    const { startRuntime } = await import('../../local/start-runtime.ts');
    const logger = {
      info: (message: string) => {
        this.tell(message);
      },
      warn: (message: string) => {
        this.tell(`warning: ${message}`);
      },
    };
    const { port, workers, concurrency, tables: tableEngine } = flags;
    const forges = forgesOfFlags(flags['forge-limit']);
    // Workers that are started elsewhere may have other agents.
    const agents = workers === 0 ? undefined : await agentsOfWorkers();
    const parameters = {
      AllowPrivateWebhooks: String(flags['allow-private-webhooks']),
      UserUsdPerDay: dailyLimitOfFlag(flags['user-usd-per-day']),
      ...(forges === undefined ? {} : { Forges: forges }),
      ...(agents === undefined ? {} : { Agents: JSON.stringify(agents) }),
    };
    const options = { dir, port, workers, concurrency, tableEngine, parameters, logger, signal };
    return await startRuntime(options).catch((error: unknown) => {
      if (signal.aborted && error === signal.reason) return undefined;
      throw asCliError(error);
    });
  }
}
