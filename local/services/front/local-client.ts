import { randomBytes } from 'node:crypto';

/** Region and account of everything on this machine. */
export const region = 'us-east-1';
export const account = '000000000000';

/** Whom the embedded services let in, as an AWS client is told it. Its id is a secret here: it is all that they look at. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Credentials that nobody can guess, for one start of the runtime. */
export function makeCredentials(): Credentials {
  return { accessKeyId: randomBytes(32).toString('hex'), secretAccessKey: randomBytes(32).toString('hex') };
}

/** Settings of an AWS client of one embedded service. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: Credentials;
  /** The service's base URL. */
  readonly endpoint: string;
  readonly maxAttempts: number;
}

/** @param endpoint the service's base URL */
export function clientSettings(endpoint: string, credentials: Credentials): ClientSettings {
  return { region, credentials, endpoint, maxAttempts: 3 };
}
