/** Secrets Manager, as far as it gives values: with versions that a test replaces, and with faults. It counts what it is asked. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { createSecretsClient } from '../../../adapters/aws-clients.ts';

export interface SecretsService {
  readonly endpoint: string;
  /** A client with the patience of the product. */
  client(): SecretsManagerClient;
  /** Puts a new version, as put-secret-value does. @returns its id */
  put(secret: string, value: string): string;
  /** Names of errors for the next requests; 'hangs up' ends the connection. */
  readonly faults: (string | undefined)[];
  /** Answers nothing but this until it is undefined. */
  ails: string | undefined;
  /** The stage of each request that came. */
  readonly asked: string[];
  stop(): Promise<void>;
}

interface Version {
  readonly id: string;
  readonly value: string;
}

const request = z.object({ SecretId: z.string(), VersionStage: z.enum(['AWSCURRENT', 'AWSPREVIOUS']) });
const notThere = { status: 400, body: { __type: 'ResourceNotFoundException', message: 'There is none.' } };

export async function startSecretsService(): Promise<SecretsService> {
  const secrets = new Map<string, readonly Version[]>();
  const answer = async (incoming: IncomingMessage) => {
    const { SecretId, VersionStage } = request.parse(JSON.parse(await text(incoming)));
    service.asked.push(VersionStage);
    const fault = service.faults.shift() ?? service.ails;
    if (fault === 'hangs up') return undefined;
    const status = fault === 'InternalServiceError' ? 500 : 400;
    if (fault !== undefined) return { status, body: { __type: fault, message: 'For a test.' } };
    const version = secrets.get(SecretId)?.at(VersionStage === 'AWSCURRENT' ? 0 : 1);
    if (version === undefined) return notThere;
    return {
      status: 200,
      body: { ARN: SecretId, VersionId: version.id, SecretString: version.value, VersionStages: [VersionStage] },
    };
  };
  const server = createServer((incoming, response) => {
    void answer(incoming).then((answered) => {
      if (answered === undefined) response.destroy();
      else {
        response.writeHead(answered.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answered.body));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const service: SecretsService = {
    endpoint,
    client: () => createSecretsClient({ endpoint, region: 'us-east-1', credentials }),
    put(secret, value) {
      const id = randomUUID();
      secrets.set(secret, [{ id, value }, ...(secrets.get(secret) ?? [])]);
      return id;
    },
    faults: [],
    ails: undefined,
    asked: [],
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}
