/** Measures the bundle of each function: its size, and the time to load it, which is part of a cold start. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { functionNames, type FunctionName } from '../../contracts/environment.ts';
import { bundleFunctions } from '../../lib/bundle.ts';
import type { Measurement } from '../figure.ts';
import { emptyFolder } from '../setup/empty-folder.ts';
import { median } from '../statistics.ts';

export const bundles: Measurement = {
  figures: [
    { name: 'bundle_kb', unit: 'KB', bound: 1_000, what: 'the largest function, minified, AWS SDK included' },
    { name: 'import_ms', unit: 'ms', what: 'loading the slowest function in a fresh process' },
  ],
  samples: 5,
  async measure(samples) {
    const { folder, remove } = await emptyFolder();
    try {
      const made = await bundleFunctions(folder);
      const all = [];
      for (const name of functionNames) all.push({ name, ...(await measureBundle(join(made[name], 'index.mjs'), samples)) });
      const largest = all.reduce((a, b) => (b.kb > a.kb ? b : a));
      const slowest = all.reduce((a, b) => (median(b.imports) > median(a.imports) ? b : a));
      return [
        { name: 'bundle_kb', samples: [largest.kb], notes: [listOf(all, ({ kb }) => `${kb.toFixed(0)} KB`)] },
        {
          name: 'import_ms',
          samples: slowest.imports,
          notes: [listOf(all, ({ imports }) => `${median(imports).toFixed(0)} ms`)],
        },
      ];
    } finally {
      await remove();
    }
  },
};

interface Bundle {
  readonly name: FunctionName;
  readonly kb: number;
  readonly imports: readonly number[];
}

const listOf = (all: readonly Bundle[], value: (bundle: Bundle) => string): string =>
  all.map((bundle) => `${bundle.name} ${value(bundle)}`).join(' · ');

async function measureBundle(file: string, samples: number): Promise<Omit<Bundle, 'name'>> {
  const imports: number[] = [];
  for (let n = 0; n < samples; n += 1) imports.push(await timeImport(file));
  return { kb: (await stat(file)).size / 1_000, imports };
}

/** Measures the import alone, since Lambda has started Node.js before. */
const program = `const start = performance.now(); await import(process.argv[1]); console.log(performance.now() - start); process.exit(0);`;

async function timeImport(file: string): Promise<number> {
  const args = ['--input-type=module', '--eval', program, pathToFileURL(file).href];
  const { stdout } = await execa(process.execPath, args, { env: anyEnvironment });
  return Number(stdout);
}

const queue = 'https://sqs.us-east-1.amazonaws.com/0/queue';
/** The variables that functions read when they are loaded. No service is called. */
const anyEnvironment = {
  AWS_REGION: 'us-east-1',
  FLEET_TABLE: 'fleets',
  TASK_TABLE: 'tasks',
  TASK_EVENTS_TABLE: 'events',
  REPO_TABLE: 'repos',
  MAILBOX_QUEUE_URL: queue,
  MAILBOX_DLQ_URL: queue,
  TIMERS_QUEUE_URL: queue,
  TASK_QUEUE_URL: queue,
  BUS_NAME: 'bus',
  API_URL: 'https://api.example',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:0:stateMachine:runs',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'bgagent',
  AUTH_JWKS_URI: 'https://issuer.example/jwks.json',
  PAGE_TOKEN_KEYS: 'arn:aws:secretsmanager:us-east-1:0:secret:page-token-keys',
  WEBHOOKS_QUEUE_URL: queue,
  WEBHOOK_KEYS: 'arn:aws:secretsmanager:us-east-1:0:secret:webhook-keys',
};
