/** The chapter that starts the product. */
import { startRuntime, type Runtime } from '../runtime.ts';
import type { DemoSetup } from '../demo-setup.ts';
import { beginChapter, quoted, say, showCommand, whisper } from '../story.ts';

export async function startProduct({ workspace, signal }: DemoSetup): Promise<Runtime> {
  beginChapter('The whole product on this machine, with two workers');
  const args = ['local', '--port', '0', '--workers', '2', '--dir', workspace.runtime];
  showCommand(`bgagent ${args.map(quoted).join(' ')}`);
  const since = Date.now();
  const runtime = await startRuntime({ workspace, args: [...args, '--json'], signal, onLine: whisper });
  say(`Up after ${((Date.now() - since) / 1_000).toFixed(1)} s at ${runtime.apiUrl}.`);
  return runtime;
}
