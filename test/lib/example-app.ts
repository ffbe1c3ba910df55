import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { functionNames, workerFunctionNames } from '../../contracts/environment.ts';
import { bundleFunctions, type Bundles } from '../../lib/bundle.ts';
import { parseSettings, type Settings, type SettingsInput } from '../../lib/config.ts';
import { createFleetApp } from '../../lib/fleet-app.ts';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
const template = z.object({
  Resources: z.record(z.string(), resource),
  Parameters: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof resource>;
export type Template = z.infer<typeof template>;

/** Temporary folders with small functions; `remove` takes them away. */
export interface Example {
  readonly folder: string;
  readonly bundles: Bundles;
  remove(): Promise<void>;
}

/** Functions that only answer their name, because the tests are about the stacks. */
export async function writeExample(): Promise<Example> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-lib-'));
  for (const name of [...functionNames, ...workerFunctionNames]) {
    await mkdir(join(folder, 'lambdas', name), { recursive: true });
    await writeFile(join(folder, 'lambdas', name, 'handler.ts'), `export const handler = (): string => '${name}';\n`);
  }
  const bundles = await bundleFunctions(join(folder, 'bundles'), join(folder, 'lambdas'), workerFunctionNames);
  return { folder, bundles, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The app of a stage with these settings, in a folder of its own; synthesis checks the templates unless told not to. */
export async function exampleApp({ folder, bundles }: Example, settings: Partial<SettingsInput> = {}, validate = true) {
  const parsed: Settings = parseSettings({ stage: 'test', ...settings });
  return createFleetApp({ settings: parsed, outdir: await mkdtemp(join(folder, 'out-')), bundles, validate });
}

/** The synthesized templates of such an app, and the warnings of the synthesis. */
export async function synthesizeExample(example: Example, settings: Partial<SettingsInput> = {}) {
  const assembly = (await exampleApp(example, settings, false)).synth();
  const read = (part: string): Template => template.parse(assembly.getStackByName(`bgagent-test-${part}`).template);
  const messages = assembly.stacks.flatMap((stack) => stack.messages);
  const warnings = messages.filter(({ entry }) => entry.type === 'aws:cdk:warning').map(({ entry }) => entry.data);
  return { directory: assembly.directory, data: read('data'), service: read('service'), warnings };
}

/** The resources of one type, by logical id. */
export function resourcesOf({ Resources }: Template, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}
