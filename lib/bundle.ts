/** Bundles the functions for Lambda, AWS SDK included: so what runs is what was tested, and the same file runs anywhere. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import * as z from 'zod';
import { functionNames, type BaseFunctionName, type FunctionName } from '../contracts/environment.ts';

/** The folder of each function, ready to be a Lambda asset: it has `index.mjs`, which exports `handler`. */
export type Bundles = Readonly<Record<BaseFunctionName, string>> & Readonly<Partial<Record<FunctionName, string>>>;

/** Defines `require`, which some dependencies (CommonJS) call and an ES module does not have. */
const requireBanner = "import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);";

const root = join(import.meta.dirname, '..');

/**
 * @param folder gets a folder for each function, with the function's name
 * @param entries folder that holds `<name>/handler.ts`
 * @param also functions besides those of every deployment
 * @throws Error naming the entries that are missing, or the errors of esbuild
 */
export async function bundleFunctions(
  folder: string,
  entries = join(root, 'lambdas'),
  also: readonly FunctionName[] = [],
): Promise<Bundles> {
  const names = [...functionNames, ...also];
  const missing = names.map((name) => entryOf(entries, name)).filter((entry) => !existsSync(entry));
  if (missing.length > 0) throw new Error(`A function has no code: ${missing.join(', ')} is missing.`);
  await Promise.all(names.map((name) => bundle(entryOf(entries, name), join(folder, name))));
  // There is one entry for each name of the list.
  return Object.fromEntries(names.map((name) => [name, join(folder, name)])) as Bundles;
}

const manifest = z.object({ name: z.string(), version: z.string() });

/** Of the package.json files that libraries read their own version from, only name and version: the rest is 10 KB that nobody reads. */
const shortManifests: Plugin = {
  name: 'short-manifests',
  setup(at) {
    at.onLoad({ filter: /node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify(manifest.parse(JSON.parse(await readFile(path, 'utf8')))),
      loader: 'json',
    }));
  },
};

/**
 * Ways to find credentials that a function never takes: it has them in its environment, from Lambda or from the embedded runtime. Without them
 * a bundle is smaller by the clients of three services and the readers of an instance's metadata.
 */
const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup(at) {
    const others = /^@(?:aws-sdk|smithy)\/credential-provider-(?:sso|ini|process|web-identity|login|http|imds)$/;
    at.onResolve({ filter: others }, ({ path }) => ({ path, namespace: 'not-bundled' }));
    at.onLoad({ filter: /./, namespace: 'not-bundled' }, () => ({
      contents:
        "throw new Error('A function takes its credentials from its environment, and AWS_ACCESS_KEY_ID is not set there.');",
    }));
  },
};

/**
 * The tracing libraries ask semver one question each, whether a version is new enough, and each brings a whole semver of its own. Both get the
 * one function that answers it. They ask about releases, which are numbers between dots.
 */
const oneSemver: Plugin = {
  name: 'one-semver',
  setup(at) {
    at.onResolve({ filter: /^semver$/ }, ({ path }) => ({ path, namespace: 'one-semver' }));
    at.onLoad({ filter: /./, namespace: 'one-semver' }, () => ({
      contents: 'module.exports = { gte: (one, two) => one.localeCompare(two, undefined, { numeric: true }) >= 0 };',
    }));
  },
};

/** No function sends or reads a stream of events, which the SDK would load when one is asked for. */
const noEventStreams: Plugin = {
  name: 'no-event-streams',
  setup(at) {
    at.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path }) => ({ path, namespace: 'no-event-streams' }));
    at.onLoad({ filter: /./, namespace: 'no-event-streams' }, () => ({
      contents: "throw new Error('A function has no streams of events: lib/bundle.ts leaves them out.');",
    }));
  },
};

/** The SDK keeps endpoints that DynamoDB tells in a cache. It asks for them only where a setting says so, which no function has. */
const noEndpointDiscovery: Plugin = {
  name: 'no-endpoint-discovery',
  setup(at) {
    at.onResolve({ filter: /^@aws-sdk\/endpoint-cache$/ }, ({ path }) => ({ path, namespace: 'no-endpoint-discovery' }));
    at.onLoad({ filter: /./, namespace: 'no-endpoint-discovery' }, () => ({ contents: 'export class EndpointCache {}' }));
  },
};

const tracedParameters = z.object({ services: z.object({ dynamodb: z.unknown(), sqs: z.unknown() }) });

/** Which parameters of a call a trace has: of the services in X-Ray's list, the functions call these two. */
const ownServices: Plugin = {
  name: 'own-services',
  setup(at) {
    at.onLoad({ filter: /aws-xray-sdk-core[\\/].*[\\/]aws_whitelist\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify(tracedParameters.parse(JSON.parse(await readFile(path, 'utf8')))),
      loader: 'json',
    }));
  },
};

/**
 * Parts of the router that nothing asks it for: whether a pattern in a route may be slow, what a query holds, and a picture of all routes. The
 * routes are the product's own, and have no patterns; they are found by their path alone.
 */
const ownRoutes: Plugin = {
  name: 'own-routes',
  setup(at) {
    const contents: Readonly<Record<string, string>> = {
      'safe-regex2': 'module.exports = () => true;',
      'fast-querystring': 'module.exports = { parse: () => ({}) };',
      './lib/pretty-print': 'module.exports = { prettyPrintTree: () => "" };',
    };
    at.onResolve({ filter: /^(?:safe-regex2|fast-querystring|\.\/lib\/pretty-print)$/ }, ({ path }) => ({
      path,
      namespace: 'own-routes',
    }));
    at.onLoad({ filter: /./, namespace: 'own-routes' }, ({ path }) => ({ contents: contents[path] ?? '' }));
  },
};

const entryOf = (entries: string, name: FunctionName): string => join(entries, name, 'handler.ts');

async function bundle(entry: string, outfolder: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile: join(outfolder, 'index.mjs'),
    // esbuild writes paths relative to this folder, so the bundle and its hash are the same in every checkout.
    absWorkingDir: root,
    bundle: true,
    minify: true,
    legalComments: 'none',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireBanner },
    plugins: [shortManifests, environmentCredentials, oneSemver, noEventStreams, noEndpointDiscovery, ownServices, ownRoutes],
    logLevel: 'silent',
  });
}
