/** For one test: the CLI with a config folder of its own, and a server that answers as the test says. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationId } from '../../contracts/http/operations.ts';
import { type Asked, type Behaviour, type ContractServer, startContractServer } from './contract-server.ts';
import { cliFolder, type Ended, type RunOptions } from './run-cli.ts';
import { runInProcess } from './run-in-process.ts';

export class CliAgainstServer {
  readonly folder = cliFolder();
  private server: ContractServer | undefined;

  /** Runs a command against the server, which the first call starts; that call's behaviour stays. */
  async run(behaviour: Behaviour, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const { url, token } = await this.start(behaviour);
    return await this.runAlone(args, { ...options, env: { BGAGENT_API_URL: url, BGAGENT_TOKEN: token, ...options.env } });
  }

  /** Runs a command without naming the server. A signal or a terminal makes it a process of its own. */
  async runAlone(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    if (options.onStart !== undefined || options.terminal !== undefined) return await this.folder.run(args, options);
    const { input, env } = options;
    const own = { BGAGENT_API_URL: undefined, BGAGENT_TOKEN: undefined, BGAGENT_CONFIG_DIR: this.folder.dir };
    return await runInProcess(args, { cwd: this.folder.dir, env: { ...own, ...env }, ...(input === undefined ? {} : { input }) });
  }

  /** The server of this test, started if it is not. */
  async start(behaviour: Behaviour): Promise<ContractServer> {
    return (this.server ??= await startContractServer(behaviour));
  }

  /** The requests that arrived for an operation. */
  asked(operation: OperationId): readonly Asked[] {
    return this.allAsked().filter((one) => one.operation === operation);
  }

  allAsked(): readonly Asked[] {
    return this.server?.asked ?? [];
  }

  path(name: string): string {
    return join(this.folder.dir, name);
  }

  /** Writes a file where the CLI runs, and answers its name. */
  file(name: string, content: string): string {
    writeFileSync(this.path(name), content);
    return name;
  }

  async close(): Promise<void> {
    await this.server?.close();
    this.folder.remove();
  }
}

/** A new one before each test, closed after it. Call it at the top of a test file. */
export function cliForEachTest(): () => CliAgainstServer {
  let cli: CliAgainstServer | undefined;
  beforeEach(() => {
    cli = new CliAgainstServer();
  });
  afterEach(async () => {
    await cli?.close();
    cli = undefined;
  });
  return () => {
    if (cli === undefined) throw new Error('Only a test may ask for it.');
    return cli;
  };
}
