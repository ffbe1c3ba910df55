import { randomUUID } from 'node:crypto';
import { signInAt } from '../issuer/start-issuer.ts';
import { askDesk } from '../stack/desk-request.ts';
import { deployedStack, type DeployedStack } from './deployed-stack.ts';
import { DeployedWorkers } from './deployed-workers.ts';
import { killFunctions } from './function-processes.ts';
import { receivedEvents } from './received-events.ts';
import type { Access, Place, PublishedEvent, SystemOptions } from './place.ts';

/**
 * A stack that is deployed by whoever runs the scenarios (test/stack), with workers of the scenario's own. All scenarios share the stack,
 * so each has a user of its own, who is an operator; how long the protocol waits is not a scenario's to say.
 */
export class DeployedPlace implements Place {
  readonly patience = 400_000;
  private readonly stack: DeployedStack;
  private readonly user = `scenario-${randomUUID()}`;
  private readonly folder: string;
  private readonly options: SystemOptions;
  private workers: DeployedWorkers | undefined;

  constructor(folder: string, options: SystemOptions) {
    this.folder = folder;
    this.options = options;
    this.stack = options.stack ?? deployedStack();
  }

  async start(): Promise<Access> {
    this.workers = await DeployedWorkers.start(this.folder, this.options, this.stack);
    return { apiUrl: this.stack.api_url, token: await this.signIn(), user: this.user };
  }

  /** The services of AWS go on; all that is the product's own dies. */
  async killHard(): Promise<void> {
    await killFunctions(this.stack.functions);
    await this.workers?.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.workers?.end('SIGTERM');
  }

  publishedEvents(): Promise<readonly PublishedEvent[]> {
    return receivedEvents(this.stack.events);
  }

  /** The token of a person who signs in at the issuer. It lives for an hour, which is longer than any scenario. */
  private async signIn(): Promise<string> {
    const { issuer, desk } = this.stack.issuer;
    await askDesk(desk, { ask: 'person', name: this.user, groups: ['operators'] });
    return (await signInAt(issuer, this.user)).access_token;
  }
}
