/**
 * Serves SQS in memory, by the engine fauxqs with the patches of `../patches`. Queues are empty after a start: the clock's
 * recovery enqueues again what the tables say is not finished.
 */
import { buildApp } from 'fauxqs';
import { limitConnections, type ConnectionLimits, type Listening } from '../../server/listen.ts';
import { region, type Credentials } from '../front/local-client.ts';
import { onlyWithCredentials } from '../front/only-with-credentials.ts';
import { inGroupOf } from '../patches/fair-turns.ts';
import { giveBackLostReceives } from '../patches/lost-receives.ts';
import { queueStore } from '../patches/queue-store.ts';

export async function serveQueues(credentials: Credentials, limits?: ConnectionLimits): Promise<Listening> {
  // fauxqs's own start function would listen on all addresses of the machine.
  const app = buildApp({ logger: false, defaultRegion: region, stores: await queueStore() });
  app.addHook('preHandler', (request, _reply, done) => {
    inGroupOf(request, done);
  });
  giveBackLostReceives(app);
  onlyWithCredentials(app.server, credentials);
  limitConnections(app.server, limits);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, close: () => app.close() };
}
