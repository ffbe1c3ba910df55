import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { deployedStack, type DeployedStack } from './deployed-stack.ts';
import { receivedEvents } from './received-events.ts';
import type { Access, Place, PublishedEvent } from './place.ts';

const day = '1d';

/**
 * A stack that is deployed, with its workers, by whoever runs the scenarios (test/stack). All scenarios share it, so each has a
 * user of its own, who is an operator; how many workers there are and how long the protocol waits is not a scenario's to say.
 */
export class DeployedPlace implements Place {
  readonly patience = 400_000;
  private readonly stack: DeployedStack = deployedStack();
  private readonly user = `scenario-${randomUUID()}`;

  async start(): Promise<Access> {
    return { apiUrl: this.stack.api_url, token: await this.issueToken(), user: this.user };
  }

  killHard(): Promise<void> {
    return Promise.reject(new Error('A deployed stack cannot be killed: use testWhereKillable.'));
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  publishedEvents(): Promise<readonly PublishedEvent[]> {
    return receivedEvents(this.stack.events);
  }

  private async issueToken(): Promise<string> {
    const { issuer, audience, group_claim, private_key } = this.stack;
    return new SignJWT({ [group_claim]: ['operators'] })
      .setProtectedHeader({ alg: private_key.alg, kid: private_key.kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(this.user)
      .setIssuedAt()
      .setExpirationTime(day)
      .sign(await importJWK(private_key));
  }
}
