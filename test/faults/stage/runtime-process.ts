/**
 * The embedded runtime in a process of its own that a fault may kill. Whoever started it stands between its services and their
 * callers, and may make one of its functions crash. Options come as JSON; messages are those of runtime-messages.ts.
 */
import { startRuntime } from '../../../local/start-runtime.ts';
import type { Intercept } from '../../../local/services/embedded-services.ts';
import { crashChannel, crashedChannel } from './crash-on-demand.ts';
import { fromTester, runtimeSettings, type FromRuntime } from './runtime-messages.ts';

const tell = (message: FromRuntime): void => {
  process.send?.(message);
};
/** Nobody is left who would end it. */
process.once('disconnect', () => process.exit(1));
const crashes = new BroadcastChannel(crashChannel);
new BroadcastChannel(crashedChannel).onmessage = ({ data }: MessageEvent) => {
  tell({ kind: 'crashed', functionName: String(data) });
};

/** Where callers of a service are to find it, once that was told. */
const between = new Map<string, (url: string) => void>();
const intercept: Intercept = async (service, url) => {
  const told = new Promise<string>((resolve) => between.set(service, resolve));
  tell({ kind: 'service', service, url });
  return { url: await told, close: () => Promise.resolve() };
};

process.on('message', (message) => {
  const told = fromTester.parse(message);
  if (told.kind === 'crash') crashes.postMessage(told.functionName);
  else between.get(told.service)?.(told.url);
});
process.once('SIGTERM', () => {
  void runtime.close().then(() => process.exit(0));
});

const say = (text: string): void => {
  tell({ kind: 'log', text });
};
const settings = runtimeSettings.parse(JSON.parse(process.argv[2] ?? '{}'));
const runtime = await startRuntime({ ...settings, port: 0, intercept, logger: { info: say, warn: say } });
tell({ kind: 'ready', apiUrl: runtime.apiUrl, token: runtime.token, credentials: runtime.credentials });
