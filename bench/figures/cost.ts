/** Computes the cost of a target on AWS: a fleet runs, all calls of AWS services are counted, and the counts are multiplied by prices. */
import { createClient } from '../../contracts/http/client.ts';
import { startRuntime } from '../../local/start-runtime.ts';
import type { Measurement } from '../figure.ts';
import { emptyUsage, recordUsage, type Usage } from '../setup/aws-usage.ts';
import { recordCalls } from '../setup/call-recorder.ts';
import { emptyFolder } from '../setup/empty-folder.ts';
import { onboardInstantRepo, submitInstantFleet, waitForFleet } from '../setup/fleets.ts';
import { closeInTheEnd } from '../setup/leave-nothing.ts';
import { startInstantWorker } from '../setup/bench-setup.ts';
import { invocationGigabytes, invocationSeconds, prices } from '../prices.ts';

const targets = 200;
const atOnce = 50;

export const cost: Measurement = {
  figures: [
    {
      name: 'usd_per_target',
      unit: 'USD',
      bound: 0.0005,
      what: `calls of the functions and of a worker in a fleet of ${targets} instant tasks × AWS prices`,
    },
  ],
  samples: 1,
  async measure() {
    const usage = await runCounted();
    const parts = dollars(usage);
    const value = Object.values(parts).reduce((sum, usd) => sum + usd, 0) / targets;
    const counts = Object.entries(usage).map(([name, count]) => `${name} ${(count / targets).toFixed(2)}`);
    const shares = Object.entries(parts).map(([name, usd]) => `${name} $${(usd / targets).toFixed(6)}`);
    const assumed = `assumed: ${invocationSeconds} s × ${invocationGigabytes} GB per invocation; not included: logs, metrics, traces, storage, gateway, workers' machines`;
    return [
      {
        name: 'usd_per_target',
        samples: [value],
        notes: [`per target: ${counts.join(' · ')}`, `per target: ${shares.join(' · ')}`, assumed],
      },
    ];
  },
};

/** Only the worker and one waiting client poll. Calls during the start of the runtime are not counted. */
async function runCounted(): Promise<Usage> {
  const usage = emptyUsage();
  let counting = false;
  const { folder, remove } = await emptyFolder();
  const record = recordUsage(usage);
  const intercept = recordCalls(async (call) => {
    if (counting) await record(call);
    else await call.pass();
  });
  const runtime = await startRuntime({ dir: folder, port: 0, workers: 0, intercept });
  const stopRuntime = closeInTheEnd(() => runtime.close());
  const worker = startInstantWorker(folder);
  try {
    const client = createClient({ baseUrl: runtime.apiUrl, token: runtime.token });
    await onboardInstantRepo(client);
    counting = true;
    const fleetId = await submitInstantFleet(client, targets, atOnce);
    await waitForFleet(client, fleetId, { everyMs: 2_000 });
    return usage;
  } finally {
    await worker.stop();
    await stopRuntime();
    await remove();
  }
}

function dollars(usage: Usage): Record<string, number> {
  const seconds = usage.invocations * invocationSeconds * invocationGigabytes;
  return {
    writes: usage.writeUnits * prices.dynamoWrite,
    reads: usage.readUnits * prices.dynamoRead,
    transitions: usage.transitions * prices.stateTransition,
    messages: usage.fifoRequests * prices.sqsFifo + usage.standardRequests * prices.sqsStandard,
    events: usage.events * prices.event,
    invocations: usage.invocations * prices.invocation + seconds * prices.gigabyteSecond,
  };
}
