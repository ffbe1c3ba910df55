/** `bgagent doctor`. */
import { cliForEachTest } from './cli-against-server.ts';

const cli = cliForEachTest();

test('names what is broken and how to mend it, and is 1', async () => {
  cli().file(
    'worker.yaml',
    'agents:\n  a:\n    command: [no-such-program-here]\nforges:\n  - host: github.com\n    token_env: NO_SUCH_TOKEN\n',
  );
  const { code, stdout } = await cli().runAlone(['doctor', '--json'], { env: { BGAGENT_API_URL: 'http://127.0.0.1:9' } });
  expect(code).toBe(1);
  const findings = JSON.parse(stdout) as { check: string; state: string; mend: string }[];
  const broken = findings.filter(({ state }) => state === 'broken');
  expect(broken.map(({ check }) => check)).toEqual(['api', 'agent a', 'forge github.com']);
  expect(broken.every(({ mend }) => mend !== '')).toBe(true);
});

test('is 0 where all is well, and names the line of a broken file', async () => {
  const well = await cli().run(
    { getHealth: () => ({ data: { status: 'ok', version: '0.1.0' } }), listFleets: () => ({ data: [] }) },
    ['doctor'],
  );
  expect([well.code, well.stdout.includes('✗')]).toEqual([0, false]);
  cli().file('worker.yaml', 'agents: {}\nconcurrency: many\n');
  const { code, stdout } = await cli().runAlone(['doctor']);
  expect(code).toBe(1);
  expect(stdout).toContain('worker.yaml:2: concurrency: ');
});
