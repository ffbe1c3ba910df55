import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions, type Bundles } from '../../lib/bundle.ts';
import { synthesizeExample, type Template } from './example-app.ts';

/** The functions as they are shipped, and the template of the stack that they are shipped in. */
export interface ShippedApp {
  readonly bundles: Bundles;
  readonly template: Template;
  readonly remove: () => Promise<void>;
}

export async function shipApp(): Promise<ShippedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-shipped-'));
  const bundles = await bundleFunctions(join(folder, 'bundles'));
  const { service } = await synthesizeExample({ folder, bundles, remove: () => Promise.resolve() });
  return { bundles, template: service, remove: () => rm(folder, { recursive: true, force: true }) };
}
