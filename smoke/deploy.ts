/** Deploys a stage and takes it down, by the CDK's command line. */
import { execa } from 'execa';
import { serviceStackOf } from './stage.ts';

export interface Deployment {
  readonly stage: string;
  /** `NAME=VALUE`, of parameters of the service stack. */
  readonly parameters: readonly string[];
  /** Folder of a cloud assembly; undefined: the app is synthesized. */
  readonly app: string | undefined;
}

/** @throws ExecaError with the CLI's output when it fails */
export async function deploy({ stage, parameters, app }: Deployment): Promise<void> {
  const given = parameters.flatMap((each) => ['--parameters', `${serviceStackOf(stage)}:${each}`]);
  await cdk(['deploy', '--all', '--require-approval', 'never', ...given], stage, app);
}

/** The tables of a stage that retains its data stay. @throws ExecaError with the CLI's output when it fails */
export const destroy = ({ stage, app }: Omit<Deployment, 'parameters'>): Promise<void> =>
  cdk(['destroy', '--all', '--force'], stage, app);

async function cdk(args: readonly string[], stage: string, app: string | undefined): Promise<void> {
  const from = app === undefined ? ['-c', `stage=${stage}`] : ['--app', app];
  await execa('cdk', [...args, ...from, '--no-notices', '--ci'], {
    preferLocal: true,
    stdin: 'ignore',
    stdout: ['pipe', 'inherit'],
    stderr: ['pipe', 'inherit'],
  });
}
