/** The CDK app, synthesized for the stage `local` after a change of its sources. */
import { builtOnce } from './built-once.ts';

/**
 * @param onSynthesis called when this start has to synthesize
 * @returns the folder of the cloud assembly
 * @throws Error with the output of the synthesis; the reason of the signal when that ended it
 */
export function synthesizedApp(onSynthesis: () => void, signal?: AbortSignal): Promise<string> {
  const build = {
    cache: 'synth',
    sources: ['package-lock.json', 'bin', 'lib', 'core', 'contracts', 'adapters', 'tasks', 'lambdas'],
    sign: 'manifest.json',
    program: (folder: string) => ({ file: 'bin/fleet.ts', env: { CDK_OUTDIR: folder, BGAGENT_STAGE: 'local' } }),
    failure: 'The app could not be synthesized',
  };
  return builtOnce(build, onSynthesis, signal);
}
