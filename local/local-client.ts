/** Credentials and region of every client on this machine; the embedded services accept any. */
export const region = 'us-east-1';
export const account = '000000000000';
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** Settings of an AWS client of one embedded service. @param endpoint its base URL */
export function clientSettings(endpoint: string) {
  return { region, credentials, endpoint, maxAttempts: 3 };
}
