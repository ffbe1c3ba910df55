/**
 * The token of each request: the stored one, renewed before it ends and once after the API refused it.
 * Invariant: a refresh token is used by one process at a time, under the lock of the credentials file, and the new one is stored before
 * the lock is given back. An issuer takes the use of an old one for theft, and would end the sign-in.
 */
import { NotSent } from '../../contracts/http/client.ts';
import type { Connection } from '../config/connection.ts';
import { type Credential, renewCredential, storedCredential } from '../config/credentials.ts';
import { credentialOf } from './granted.ts';
import { type Trouble, troubleOf } from './issuer-trouble.ts';
import { openIssuer } from './open-issuer.ts';

export interface TokenSource {
  /** @throws NotSent when the sign-in has ended, or cannot be renewed now */
  next(): Promise<string>;
  /** Another token after a refusal; undefined: there is none. @throws NotSent as `next` does */
  afterRefusal(refused: string): Promise<string | undefined>;
  /** Every token that was used, so that none is shown. */
  readonly used: ReadonlySet<string>;
}

/** An issuer that did not answer is asked again after this time, as long as the token lives. */
const issuerRestMs = 10_000;

/** @param warn receives lines that are not part of the result */
export function tokenSource(connection: Connection, warn: (line: string) => void): TokenSource {
  return new StoredToken(connection, warn);
}

class StoredToken implements TokenSource {
  readonly used = new Set<string>();
  private readonly apiUrl: string;
  private readonly kept: boolean;
  private readonly warn: (line: string) => void;
  private readonly said = new Set<string>();
  private credential: Credential;
  private renewing: Promise<void> | undefined;
  private issuerRestsUntil = 0;

  constructor({ apiUrl, credential, kept }: Connection, warn: (line: string) => void) {
    this.apiUrl = apiUrl;
    this.credential = credential;
    this.kept = kept;
    this.warn = warn;
  }

  async next(): Promise<string> {
    if (this.kept && isOver(this.credential.renew_at)) {
      if (isOver(this.credential.expires_at)) await this.renew();
      else await this.renewInTime();
    }
    return this.use();
  }

  async afterRefusal(refused: string): Promise<string | undefined> {
    if (!this.kept) return undefined;
    if (this.credential.token === refused) await this.renew(refused);
    return this.credential.token === refused ? undefined : this.use();
  }

  private use(): string {
    this.used.add(this.credential.token);
    return this.credential.token;
  }

  /** While the token still lives, an issuer that is down is no reason to wait. */
  private async renewInTime(): Promise<void> {
    if (this.credential.refresh_token === undefined || Date.now() < this.issuerRestsUntil) return;
    try {
      await this.renew();
    } catch (error) {
      if (!(error instanceof NotSent && error.code === 'ISSUER_UNREACHABLE')) throw error;
      this.issuerRestsUntil = Date.now() + issuerRestMs;
      this.sayOnce(`${error.message} The present token is used until it ends.`);
    }
  }

  /** Requests at the same time wait for one renewal. */
  private async renew(refused?: string): Promise<void> {
    this.renewing ??= this.renewLocked(refused).finally(() => {
      this.renewing = undefined;
    });
    await this.renewing;
  }

  private async renewLocked(refused: string | undefined): Promise<void> {
    // Without a refresh token, a person may have signed in again meanwhile.
    const present = await storedCredential(this.apiUrl);
    if (present?.refresh_token === undefined && present?.token === this.credential.token) {
      if (refused !== undefined) return;
      throw signInAgain(`Your sign-in at ${this.apiUrl} ended at ${present.expires_at ?? 'a time that is not known'}`);
    }
    const renewed = await renewCredential(this.apiUrl, async (stored) => await this.renewed(stored, refused));
    if (renewed === undefined) throw signInAgain(`You signed out of ${this.apiUrl}`);
    this.credential = renewed;
  }

  /** The stored credential where another process has renewed it already, else a new one. */
  private async renewed(stored: Credential | undefined, refused: string | undefined): Promise<Credential | undefined> {
    if (stored === undefined) return undefined;
    const isFresh = refused === undefined ? !isOver(stored.renew_at) : stored.token !== refused;
    return isFresh ? stored : await this.refresh(stored);
  }

  private async refresh(stored: Credential): Promise<Credential> {
    const { issuer, client, refresh_token } = stored;
    if (issuer === undefined || client === undefined || refresh_token === undefined) {
      throw signInAgain(`Your sign-in at ${this.apiUrl} has ended`);
    }
    try {
      const { refreshTokenGrant } = await import('openid-client');
      const open = await openIssuer({ issuer, client }, this.warn);
      const { resource } = client.parameters;
      const granted = await refreshTokenGrant(open.config, refresh_token, resource === undefined ? {} : { resource });
      this.sayOnce(open.clockTrouble());
      return await credentialOf({ issuer, client }, granted, refresh_token);
    } catch (error) {
      throw notSent(troubleOf(issuer, error));
    }
  }

  private sayOnce(sentence: string | undefined): void {
    if (sentence === undefined || this.said.size > 0) return;
    this.said.add(sentence);
    this.warn(sentence);
  }
}

const isOver = (time: string | undefined): boolean => time !== undefined && Date.parse(time) <= Date.now();

function notSent({ kind, code, sentence }: Trouble): NotSent {
  if (kind === 'outage') return new NotSent('ISSUER_UNREACHABLE', `Your sign-in cannot be renewed now: ${sentence}.`);
  if (code !== 'invalid_grant') return signInAgain(`Your sign-in cannot be renewed: ${sentence}`);
  return signInAgain(`Your sign-in was revoked, or not used for too long: ${sentence}`);
}

/** What to do follows from the code. */
const signInAgain = (sentence: string): NotSent => new NotSent('UNAUTHORIZED', `${sentence}.`);
