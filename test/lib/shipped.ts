/** Functions as they are shipped: their bundles, each in a process of its own with the environment that the template gives it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { resourcesOf, type Template } from './example-app.ts';

type Environment = Readonly<Record<string, string>>;

const variables = z.object({ FunctionName: z.string(), Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });

/** Values that a deployment might give. */
function valueOf(name: string): string {
  if (name === 'DURATIONS' || name === 'AGENTS') return '{}';
  if (name.startsWith('ALLOW_')) return 'false';
  if (name === 'AUTH_CLI') return '{"client_id":"cli"}';
  if (name === 'CALLER_VERIFIERS') return 'off';
  if (name === 'USER_TASK_CAP') return '10';
  if (name === 'USER_USD_PER_DAY') return '50';
  if (name.endsWith('_URL')) return 'http://127.0.0.1:9/queue';
  return name.endsWith('JWKS') ? '{"keys":[{"kty":"EC","kid":"one"}]}' : `${name}-value-that-is-long-enough`;
}

/** The environment of a function as the template has it, as Lambda would give it. */
export function environmentOf(template: Template, name: string): Record<string, string> {
  const all = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => variables.parse(Properties));
  const found = all.find(({ FunctionName }) => FunctionName === `bgagent-test-${name}`)?.Environment.Variables ?? {};
  const given = Object.entries(found).map(([key, value]) => [key, typeof value === 'string' ? value : valueOf(key)]);
  return { AWS_REGION: 'us-east-1', POWERTOOLS_TRACE_ENABLED: 'false', ...Object.fromEntries(given) } as Record<string, string>;
}

/** Loads a bundle. @returns the type of `handler`, or the error of the load */
export const load = (bundle: string, environment: Environment): Promise<string> =>
  run(bundle, environment, 'process.stdout.write(typeof handler); process.exit();');

/** Has a function handle an event; answers the lines of its log. */
export async function invoke(bundle: string, environment: Environment, event: unknown): Promise<unknown[]> {
  const script = `
    const context = { functionName: 'f', memoryLimitInMB: '512', invokedFunctionArn: 'arn', awsRequestId: 'r', getRemainingTimeInMillis: () => 30_000 };
    const answer = await handler(${JSON.stringify(event)}, context);
    process.stdout.write(JSON.stringify({ answer }) + '\\n', () => process.exit());`;
  const output = await run(bundle, environment, script);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): unknown => JSON.parse(line));
}

async function run(bundle: string, environment: Environment, script: string): Promise<string> {
  const module = JSON.stringify(pathToFileURL(join(bundle, 'index.mjs')).href);
  const argv = ['--input-type=module', '-e', `const { handler } = await import(${module}); ${script}`];
  const child = spawn(process.execPath, argv, { env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return output;
}

const embedded = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});

/** A metric as CloudWatch reads it from a log. An alarm sees it only when all its names are the same. */
export interface Emitted {
  readonly metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly { Name: string; Value: unknown }[];
  };
  readonly value: unknown;
}

/** The metrics in a log (CloudWatch's embedded metric format). */
export function metricsIn(log: readonly unknown[]): Emitted[] {
  return log.flatMap((line) => {
    const entry = embedded.safeParse(line);
    if (!entry.success) return [];
    return entry.data._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name }) => ({
          metric: {
            Namespace,
            MetricName: Name,
            Dimensions: names.map((dimension) => ({ Name: dimension, Value: entry.data[dimension] })),
          },
          value: entry.data[Name],
        })),
      ),
    );
  });
}
