/** The CDK app: the stack of the tables, and the stack of everything that runs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';
import { workerFunctionNames } from '../contracts/environment.ts';
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
   * Whether the CDK checks the templates against CloudFormation's schemas (true). The check takes most of the time of a
   * synthesis, so it is left out where a template was checked before.
   */
  readonly validate?: boolean;
  /** How far the indexes of an earlier version are brought over (lib/index-steps.ts); undefined: to their end. */
  readonly indexStep?: number | undefined;
}

export interface FleetAssembly {
  /** Folder of the cloud assembly. The `aws:asset:path` of a function is relative to it. */
  readonly directory: string;
  /** File names in the folder, in the order of deployment: the second stack imports values of the first. */
  readonly templates: readonly [data: string, service: string];
}

/** Settings that the CDK CLI would make. Made here, the template is the same without the CLI. */
const context = {
  // The embedded runtime finds the code of a function by its `aws:asset:path`.
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:enable-path-metadata': false,
  'aws:cdk:disable-stack-trace': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:target-partitions': ['aws'],
  // A table cannot be deleted while the other stack imports it. Without a value, the CDK warns at each synthesis.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/** The app with its two stacks, not yet synthesized. */
export function createFleetApp({
  settings,
  outdir,
  bundles,
  validate = true,
  indexStep,
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
  const { tables, secrets, pool } = new DataStack(app, 'Data', { ...stack('data'), settings, indexStep });
  new ServiceStack(app, 'Service', { ...stack('service'), settings, bundles, tables, secrets, pool });
  return app;
}

/**
 * Without the rule of the bootstrap version: the CDK CLI checks that version itself, and only CloudFormation knows such rules.
 */
function synthesizer(): IStackSynthesizer {
  // The class implements the interface. The CDK's types are not written for exactOptionalPropertyTypes.
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
}

/** Bundles the functions and synthesizes the app. @throws Error naming a function whose code is missing or does not build */
export async function synthesizeFleetApp(props: FleetAppProps): Promise<FleetAssembly> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-bundles-'));
  try {
    const also = props.settings.workers.kind === 'isolated' ? workerFunctionNames : [];
    const bundles = await bundleFunctions(folder, undefined, also);
    const assembly = createFleetApp({ ...props, bundles }).synth();
    const template = (part: string) => assembly.getStackByName(physicalName(props.settings, part)).templateFile;
    return { directory: assembly.directory, templates: [template('data'), template('service')] };
  } finally {
    // The assembly has its own copies of the bundles.
    await rm(folder, { recursive: true, force: true });
  }
}
