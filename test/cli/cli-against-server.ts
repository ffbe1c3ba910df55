/** For one test: the binary with a config folder of its own, and a server that behaves as the test says. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationId } from '../../contracts/http/operations.ts';
import { type Asked, type Behaviour, type ContractServer, startContractServer } from './contract-server.ts';
import { cliFolder, type Ended, type RunOptions } from './run-cli.ts';

export class CliAgainstServer {
  readonly folder = cliFolder();
  private server: ContractServer | undefined;

  /** Runs the binary against the server; the first call says how that behaves. */
  async run(behaviour: Behaviour, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    this.server ??= await startContractServer(behaviour);
    const env = { BGAGENT_API_URL: this.server.url, BGAGENT_TOKEN: this.server.token, ...options.env };
    return await this.folder.run(args, { ...options, env });
  }

  /** What arrived for an operation. */
  asked(operation: OperationId): readonly Asked[] {
    return (this.server?.asked ?? []).filter((one) => one.operation === operation);
  }

  /** Writes a file where the binary runs, and answers its name. */
  file(name: string, content: string): string {
    writeFileSync(join(this.folder.dir, name), content);
    return name;
  }

  async close(): Promise<void> {
    await this.server?.close();
    this.folder.remove();
  }
}
