/**
 * Builds the page into a folder: index.html, and files whose names have a hash of their content, so that a browser may keep them for ever.
 * `node web/build.ts --out DIR [--report]`. It fails where what a first visit loads is larger than the budget.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** KiB after gzip. `first`: all that the first screen waits for. */
const budget = { firstScript: 480, style: 260, laterScript: 130 };

/** The library brings its texts in all languages, each as a file that would be loaded for nobody: the page is in English. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup(at) {
    at.onResolve({ filter: /messages[\\/]all\./ }, ({ path }) =>
      /all\.en(?:\.|$)/.test(path) ? undefined : { path, namespace: 'no-texts' },
    );
    at.onLoad({ filter: /./, namespace: 'no-texts' }, () => ({ contents: 'export default {};' }));
  },
};

/**
 * The names of tokens end in a hash of the build that made them. The package of the tokens is made apart from the components, so its
 * names would mean nothing to their styles: the page takes those that the components have themselves.
 */
const ownTokens: Plugin = {
  name: 'own-tokens',
  setup(at) {
    const path = join(root, 'node_modules', '@cloudscape-design', 'components', 'internal', 'generated', 'styles', 'tokens.js');
    at.onResolve({ filter: /^@cloudscape-design\/design-tokens$/ }, () => ({ path, sideEffects: false }));
  },
};

export interface PageSizes {
  /** KiB after gzip. */
  readonly firstScript: number;
  readonly style: number;
  /** Of the largest script that is loaded later. */
  readonly laterScript: number;
}

/** @throws Error with the errors of esbuild, or naming what is larger than the budget */
export async function buildPage(out: string): Promise<{ readonly sizes: PageSizes; readonly metafile: Metafile }> {
  const options = {
    // Two, so that the first has been run before anything that the second one imports: parts that both need are files of their own.
    entryPoints: { 'no-eval': join(root, 'web', 'no-eval.ts'), main: join(root, 'web', 'main.tsx') },
    outdir: join(out, 'assets'),
    absWorkingDir: root,
    tsconfig: join(root, 'web', 'tsconfig.json'),
    bundle: true,
    splitting: true,
    minify: true,
    legalComments: 'none',
    // A file that is shared with a later screen runs before main.tsx, and so before no-eval.ts: each file says it for zod, which it may have.
    banner: { js: 'globalThis.__zod_globalConfig??={};globalThis.__zod_globalConfig.jitless=true;' },
    platform: 'browser',
    target: 'es2024',
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.woff2': 'dataurl', '.woff': 'dataurl' },
    plugins: [englishOnly, ownTokens],
    metafile: true,
    write: false,
    logLevel: 'silent',
  } as const satisfies BuildOptions;
  // A browser loads the styles of the page once, those of later scripts too: built in one piece, they are in one file, and each once.
  const [{ metafile, outputFiles: all }, whole] = await Promise.all([build(options), build({ ...options, splitting: false })]);
  const isStyle = ({ path }: OutputFile): boolean => path.endsWith('.css');
  const styles = whole.outputFiles.filter(isStyle);
  const outputFiles = [...all.filter((file) => !isStyle(file)), ...styles];
  const zipped = new Map(outputFiles.map(({ path, contents }) => [basename(path), gzipSync(contents).length / 1_024]));
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({ name: basename(path), ...output }));
  const entryOf = (file: string) => {
    const entry = outputs.find(({ entryPoint }) => entryPoint === file);
    if (entry === undefined) throw new Error(`The page has no entry: ${file} was not built.`);
    return entry;
  };
  const entry = entryOf('web/main.tsx');
  const sizes = sizesOf(metafile, entry.name, zipped);
  refuseLarger(sizes);
  await mkdir(join(out, 'assets'), { recursive: true });
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)));
  const template = await readFile(join(root, 'web', 'index.html'), 'utf8');
  const style = basename(styles[0]?.path ?? '');
  const page = template
    .replace('{{first}}', `/assets/${entryOf('web/no-eval.ts').name}`)
    .replace('{{script}}', `/assets/${entry.name}`)
    .replace('{{style}}', `/assets/${style}`);
  await writeFile(join(out, 'index.html'), page);
  return { sizes, metafile };
}

function sizesOf({ outputs }: Metafile, entry: string, zipped: ReadonlyMap<string, number>): PageSizes {
  const importsOf = (name: string): string[] => {
    const output = Object.entries(outputs).find(([path]) => basename(path) === name)?.[1];
    return output?.imports.flatMap(({ path, kind }) => (kind === 'import-statement' ? [basename(path)] : [])) ?? [];
  };
  const first = new Set<string>([entry]);
  for (const name of first) for (const imported of importsOf(name)) first.add(imported);
  const scripts = [...zipped].filter(([name]) => name.endsWith('.js'));
  const sum = (names: readonly (readonly [string, number])[]): number => names.reduce((total, [, size]) => total + size, 0);
  return {
    firstScript: sum(scripts.filter(([name]) => first.has(name))),
    style: sum([...zipped].filter(([name]) => name.endsWith('.css'))),
    laterScript: Math.max(0, ...scripts.filter(([name]) => !first.has(name)).map(([, size]) => size)),
  };
}

function refuseLarger(sizes: PageSizes): void {
  const over = Object.entries(budget).flatMap(([part, most]) => {
    // The budget has the parts of the sizes.
    const size = sizes[part as keyof PageSizes];
    return size > most ? [`${part} has ${size.toFixed(1)} KiB after gzip, and may have ${most}`] : [];
  });
  if (over.length > 0) throw new Error(`The page is larger than its budget: ${over.join('; ')}. See node web/build.ts --report.`);
}

/** KiB before gzip, by package or room, the largest first. */
function report({ outputs }: Metafile): string {
  const sizes = new Map<string, number>();
  for (const [path, { inputs }] of Object.entries(outputs)) {
    if (!path.endsWith('.js')) continue;
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const part = /node_modules\/((?:@[^/]+\/)?[^/]+(?:\/[^/]+)?)/.exec(input)?.[1] ?? input.split('/').slice(0, 2).join('/');
      sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
    }
  }
  const rows = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 60);
  return rows.map(([part, size]) => `${(size / 1_024).toFixed(1).padStart(9)} ${part}\n`).join('');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, report: { type: 'boolean', default: false } } });
  if (values.out === undefined) throw new Error('Say where to: node web/build.ts --out DIR');
  const { sizes, metafile } = await buildPage(resolve(values.out));
  if (values.report) process.stdout.write(report(metafile));
  process.stdout.write(`${JSON.stringify(sizes)}\n`);
}
