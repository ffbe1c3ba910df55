/** A person signs in at the issuer with the command line, and uses the deployed API with what that keeps. */
import { fleetView } from '../../../contracts/http/fleet.ts';
import { signInAs } from '../../issuer/sign-in-as.ts';
import { cliFolder, type Ended } from '../../cli/run-cli.ts';
import { System } from '../../scenarios/system.ts';
import { askDesk } from '../desk-request.ts';
import { stack } from './emulator.ts';

const { issuer, desk } = stack.issuer;
const names = ['a', 'b', 'c', 'd', 'e'];
const person = 'paula';
let system: System;
let cli: ReturnType<typeof cliFolder>;
beforeAll(async () => {
  system = await System.start({ sandbox: 'none' });
  await system.onboard(names);
  await askDesk(desk, { ask: 'person', name: person, groups: [] });
  cli = cliFolder();
});
afterEach(() => askDesk(desk, { ask: 'lives', seconds: 3_600 }));
afterAll(async () => {
  cli.remove();
  await system.close();
});

const bgagent = (args: readonly string[], onText: (text: string) => void = () => undefined): Promise<Ended> =>
  cli.run(args, {
    env: { BGAGENT_API_URL: system.apiUrl },
    onStart: ({ stdout, stderr }) => {
      for (const stream of [stdout, stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          onText(chunk.toString('utf8'));
        });
      }
    },
  });

/** The person opens the address that the command line shows, in a browser on another machine. */
async function signInOnDevice(): Promise<Ended> {
  let shown = '';
  let opened: Promise<unknown> | undefined;
  const ended = await bgagent(['login', '--device'], (text) => {
    shown += text;
    const userCode = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(shown)?.[0];
    if (userCode !== undefined) opened ??= signInAs(`${issuer}/device`, person, { userCode });
  });
  await opened;
  return ended;
}

test('a person signs in with a code, and a watch outlives the token', async () => {
  await askDesk(desk, { ask: 'lives', seconds: 8 });
  expect(await signInOnDevice()).toMatchObject({ code: 0 });
  const targets = names.flatMap((name) => ['--repo', `acme/${name}`]);
  const work = ['--title', 'Slow', '--max-concurrency', '1', '--command', 'sleep 4; touch x'];
  const submitted = await bgagent(['fleet', 'submit', ...work, ...targets, '--json']);
  expect(submitted).toMatchObject({ code: 0 });
  const { fleet_id } = fleetView.parse(JSON.parse(submitted.stdout));
  expect((await bgagent(['fleet', 'watch', fleet_id])).code).toBe(0);
  expect(await system.fleet(fleet_id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 5 } } });
});
