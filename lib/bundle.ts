import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The functions, named as they are deployed; each is `lambdas/<name>/handler.ts`, which exports `handler`. */
export const functionNames = ['api', 'fleet-mailbox', 'target-drive', 'task-events', 'clock', 'webhooks'] as const;
export type FunctionName = (typeof functionNames)[number];

/** A folder per function with its code, ready to be a Lambda asset: `index.mjs` exporting `handler`. */
export type Bundles = Readonly<Record<FunctionName, string>>;

/** Some dependencies are CommonJS and call `require`, which an ES module does not have. */
const requireBanner = "import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);";

const root = join(import.meta.dirname, '..');

/**
 * Bundles all functions at once, AWS SDK included, so that what runs is what was tested and the same file runs anywhere.
 * @param folder where each function gets a folder of its name
 * @param entries folder that holds `<name>/handler.ts`
 * @throws Error naming the entries that are missing, or esbuild's errors
 */
export async function bundleFunctions(folder: string, entries = join(root, 'lambdas')): Promise<Bundles> {
  const missing = functionNames.map((name) => entryOf(entries, name)).filter((entry) => !existsSync(entry));
  if (missing.length > 0) throw new Error(`A function has no code: ${missing.join(', ')} is missing.`);
  await Promise.all(functionNames.map((name) => bundle(entryOf(entries, name), join(folder, name))));
  // One entry per name of the list, so every key is there.
  return Object.fromEntries(functionNames.map((name) => [name, join(folder, name)])) as Bundles;
}

const entryOf = (entries: string, name: FunctionName): string => join(entries, name, 'handler.ts');

async function bundle(entry: string, outfolder: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile: join(outfolder, 'index.mjs'),
    // Paths in the output are relative to it, so the bundle (and its hash) is the same in every checkout.
    absWorkingDir: root,
    bundle: true,
    minify: true,
    legalComments: 'none',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireBanner },
    logLevel: 'silent',
  });
}
