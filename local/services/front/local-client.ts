/** Region, account, credentials and address for the AWS clients of the embedded services. */
import { randomBytes } from 'node:crypto';

/** Region and account of all resources on this machine. */
export const region = 'us-east-1';
export const account = '000000000000';

/** Credentials that the services accept. The access key id is a secret here, because the services compare only that. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Makes random credentials, for one start of the runtime. */
export function makeCredentials(): Credentials {
  return { accessKeyId: randomBytes(32).toString('hex'), secretAccessKey: randomBytes(32).toString('hex') };
}

export interface ClientSettings {
  readonly region: string;
  readonly credentials: Credentials;
  /** Base URL of the service. */
  readonly endpoint: string;
  readonly maxAttempts: number;
}

/** @param endpoint base URL of the service */
export function clientSettings(endpoint: string, credentials: Credentials): ClientSettings {
  return { region, credentials, endpoint, maxAttempts: 3 };
}
