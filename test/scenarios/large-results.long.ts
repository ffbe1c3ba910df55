/** What the command line prints of a fleet that is larger than a page of its results. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import * as z from 'zod';
import { fleetView, targetView } from '../../contracts/http/fleet.ts';
import { cliFolder } from '../cli/run-cli.ts';
import { System } from './system.ts';

let system: System;
let cli: ReturnType<typeof cliFolder>;
beforeAll(async () => {
  system = await System.start({ workers: 0 });
  await system.onboard(['one']);
  cli = cliFolder();
});
afterAll(async () => {
  cli.remove();
  await system.close();
});

/** @throws Error where it did not exit with 0 */
async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cli.run(['fleet', ...args], {
    env: { BGAGENT_API_URL: system.apiUrl, BGAGENT_TOKEN: system.token },
  });
  if (code !== 0) throw new Error(`bgagent fleet ${args.join(' ')}: ${code ?? ''} ${stderr}`);
  return stdout;
}

test('results of more targets than a page holds are all there, once', async () => {
  const targets = Array.from({ length: 1_001 }, (_, at) => ({ repo: 'acme/one', id: `t${at}` }));
  const shell = { workflow_ref: 'shell/run-v1', params: { command: 'true' } };
  await writeFile(join(cli.dir, 'large.yaml'), stringify({ title: 'Large', ...shell, targets, require_approval: true }));
  const { fleet_id: id } = fleetView.parse(JSON.parse(await done('submit', '-f', 'large.yaml', '--json')));
  const paths = targets.map((target) => target.id);
  const csv = (await done('results', id, '--format', 'csv')).trimEnd().split('\n');
  expect(csv.map((line) => line.split(',')[0])).toEqual(['path', ...paths]);
  const rows = (await done('results', id)).trimEnd().split('\n');
  expect(rows.map((line) => targetView.parse(JSON.parse(line)).path)).toEqual(paths);
  expect(z.array(targetView).parse(JSON.parse(await done('results', id, '--json')))).toHaveLength(1_001);
});
