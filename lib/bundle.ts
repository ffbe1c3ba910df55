import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The functions, named as they are deployed; each is `lambdas/<name>/handler.ts`, which exports `handler`. */
export const functionNames = ['api', 'fleet-mailbox', 'target-drive', 'task-events', 'clock'] as const;
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
 * @throws Error naming the entry that is missing, or esbuild's errors
 */
export async function bundleFunctions(folder: string, entries = join(root, 'lambdas')): Promise<Bundles> {
  const built = await Promise.all(
    functionNames.map(async (name) => [name, await bundleFunction(name, folder, entries)] as const),
  );
  // One entry per name of the list, so every key is there.
  return Object.fromEntries(built) as Bundles;
}

async function bundleFunction(name: FunctionName, folder: string, entries: string): Promise<string> {
  const entry = join(entries, name, 'handler.ts');
  if (!existsSync(entry)) throw new Error(`The function "${name}" has no code: ${entry} is missing.`);
  const outfolder = join(folder, name);
  await build({
    entryPoints: [entry],
    outfile: join(outfolder, 'index.mjs'),
    // Paths in the output are relative to it, so the bundle (and its hash) is the same in every checkout.
    absWorkingDir: root,
    bundle: true,
    minify: true,
    // Names of classes and functions stay: errors and metrics carry them.
    keepNames: true,
    legalComments: 'none',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireBanner },
    logLevel: 'silent',
  });
  return outfolder;
}
