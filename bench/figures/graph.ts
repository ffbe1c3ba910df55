/** Measures the graph of a fleet of 1,000 targets, as it is asked for: as data, and as a diagram with groups collapsed or expanded. */
import type { Client } from '../../contracts/http/client.ts';
import type { Measurement } from '../figure.ts';
import { emptyFolder } from '../setup/empty-folder.ts';
import { required } from '../setup/fleets.ts';
import { writeGraphFleet } from '../setup/graph-fleet.ts';
import { startLocalRuntime } from '../setup/local-runtime.ts';
import { median } from '../statistics.ts';

const [targets, groups, gets] = [1_000, 10, 20] as const;

const expand = Array.from({ length: groups }, (_, at) => `group-${at}`).join(',');
const forms = {
  'mermaid, collapsed': { format: 'mermaid' },
  'mermaid, expanded': { format: 'mermaid', expand },
  'dot, expanded': { format: 'dot', expand },
  json: { format: 'json' },
} as const;
type Query = NonNullable<Parameters<Client['getGraph']>[0]['query']>;

export const graph: Measurement = {
  figures: [
    {
      name: 'graph_1000_ms',
      unit: 'ms',
      bound: 200,
      what: `GET of the graph of ${targets} targets in ${groups} groups, its slowest form`,
    },
  ],
  samples: 3,
  async measure(samples) {
    const { folder, remove } = await emptyFolder();
    try {
      const fleetId = await writeGraphFleet(folder, { targets, groups });
      const runtime = await startLocalRuntime(folder);
      const all: Map<string, number>[] = [];
      for (let n = 0; n < samples; n += 1) all.push(await timeForms(runtime.client, fleetId));
      await runtime.stop();
      const notes = Object.keys(forms).map((name) => `${name} ${median(all.map((times) => times.get(name) ?? 0)).toFixed(0)} ms`);
      return [{ name: 'graph_1000_ms', samples: all.map((times) => Math.max(...times.values())), notes: [notes.join(' · ')] }];
    } finally {
      await remove();
    }
  },
};

/** The median of each form, asked for in turns. */
async function timeForms(client: Client, fleet_id: string): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(Object.keys(forms).map((name) => [name, []]));
  for (let n = 0; n < gets; n += 1) {
    for (const [name, query] of Object.entries<Query>(forms)) {
      const start = performance.now();
      required(await client.getGraph({ params: { fleet_id }, query }));
      times.get(name)?.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}
