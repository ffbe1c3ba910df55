import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';
import { bundleFunctions, type Bundles } from './bundle.ts';
import type { Settings } from './config.ts';
import { DataStack } from './data-stack.ts';
import { physicalName } from './physical-name.ts';
import { ServiceStack } from './service-stack.ts';

export interface FleetAppProps {
  readonly settings: Settings;
  /** Folder that becomes the cloud assembly. */
  readonly outdir: string;
  /**
   * Whether the library checks the templates against CloudFormation's schemas (the default). It takes most of the time of a
   * synthesis: what starts a template that was checked before leaves it out.
   */
  readonly validate?: boolean;
}

export interface FleetAssembly {
  /** The cloud assembly; `aws:asset:path` of a function is relative to it. */
  readonly directory: string;
  /** File names in it, in the order of deployment: the second imports what the first exports. */
  readonly templates: readonly [data: string, service: string];
}

/** What the CLI would set, and this app wants in any case: so a template is the same whoever synthesizes it. */
const context = {
  // The embedded runtime finds a function's code through its `aws:asset:path`.
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:enable-path-metadata': false,
  'aws:cdk:disable-stack-trace': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:target-partitions': ['aws'],
  // The tables stay as long as anything imports them. Named, so that the library does not ask about it each time.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/** The app with its two stacks, not yet synthesized. */
export function createFleetApp({
  settings,
  outdir,
  bundles,
  validate = true,
}: FleetAppProps & { readonly bundles: Bundles }): App {
  const app = new App({
    outdir,
    context,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: validate,
  });
  const stack = (part: string) => ({
    stackName: physicalName(settings, part),
    synthesizer: synthesizer(),
    tags: { product: 'bgagent', stage: settings.stage },
  });
  const { tables } = new DataStack(app, 'Data', { ...stack('data'), settings });
  new ServiceStack(app, 'Service', { ...stack('service'), settings, bundles, tables });
  return app;
}

/** The CLI checks the bootstrap version by itself; the template stays free of rules that only CloudFormation knows. */
function synthesizer(): IStackSynthesizer {
  // It implements the interface; the library's types are not written for exactOptionalPropertyTypes.
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
}

/**
 * Bundles the functions and synthesizes the app.
 * @throws Error naming the function whose code is missing or does not build
 */
export async function synthesizeFleetApp(props: FleetAppProps): Promise<FleetAssembly> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-bundles-'));
  try {
    const bundles = await bundleFunctions(folder);
    const assembly = createFleetApp({ ...props, bundles }).synth();
    const template = (part: string) => assembly.getStackByName(physicalName(props.settings, part)).templateFile;
    return { directory: assembly.directory, templates: [template('data'), template('service')] };
  } finally {
    // The assembly holds its own copies.
    await rm(folder, { recursive: true, force: true });
  }
}
