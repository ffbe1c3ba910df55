/** `bgagent doctor`. */
import { chmodSync } from 'node:fs';
import { cliForEachTest } from './cli-against-server.ts';
import { fleetId, sampleMe } from './samples.ts';

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
    { getHealth: () => ({ data: { status: 'ok', version: '0.1.0' } }), getMe: () => ({ data: sampleMe }) },
    ['doctor'],
  );
  expect([well.code, well.stdout.includes('✗')]).toEqual([0, false]);
  expect(well.stdout).toMatch(/^✓ worker\.yaml +\S+worker\.yaml is absent$/m);
  cli().file('worker.yaml', 'agents: {a: {preset: codex, modl: m, usd_per_hour: 0}}\nconcurrency: many\n');
  const { code, stdout } = await cli().runAlone(['doctor']);
  expect(code).toBe(1);
  expect(stdout.replaceAll(cli().path('worker.yaml'), 'worker.yaml')).toMatch(
    /^✗ worker\.yaml +worker\.yaml:1: agents\.a\.usd_per_hour: must be more than 0\n +worker\.yaml:1: agents\.a: no such setting: "modl"\n +worker\.yaml:2: concurrency: must be a number, not a string\n +→ Correct the file/m,
  );
});

describe('agents', () => {
  const findingsOf = async (yaml: string, env: Record<string, string> = {}) => {
    cli().file('worker.yaml', yaml);
    const { stdout } = await cli().runAlone(['doctor', '--json'], { env });
    const findings = JSON.parse(stdout) as { check: string; state: string; found: string; mend: string }[];
    return { stdout, agents: findings.filter(({ check }) => check.startsWith('agent')) };
  };
  /** A program in a folder of the test that prints its version like the real one. */
  const program = (name: string, script: string): string => {
    const path = cli().path(cli().file(name, `#!/bin/sh\n${script}\n`));
    chmodSync(path, 0o755);
    return path;
  };

  test('are found with their versions, and a key is never shown', async () => {
    const claude = program('claude', 'test "$1" = --version && echo "9.9.9 (Claude Code) $KEY_OF_TEST" && echo more');
    const yaml = `agents:\n  claude: { preset: claude-code, program: ${claude}, env: { ANTHROPIC_API_KEY: $KEY_OF_TEST } }\n`;
    const { stdout, agents } = await findingsOf(yaml, { KEY_OF_TEST: 'a-secret-key' });
    expect(agents).toEqual([
      { check: 'agent claude', state: 'ok', found: `claude-code at ${claude}, version 9.9.9 (Claude Code)`, mend: '' },
      { check: 'agent claude', state: 'ok', found: 'ANTHROPIC_API_KEY is set', mend: '' },
    ]);
    expect(stdout).not.toContain('a-secret-key');
  });

  test('without a program, a key, prices or a bound of their time are told with what helps', async () => {
    const broken = program('codex', 'exit 3');
    const yaml = `agents:
  one: { preset: codex, program: no-such-codex, env: { CODEX_API_KEY: $NO_SUCH_KEY } }
  two: { preset: codex, program: ${broken}, prices: { input: 1, output: 2 }, usd_per_hour: 5 }
`;
    const { agents } = await findingsOf(yaml);
    expect(agents.map(({ check, state, found }) => `${check} ${state} ${found}`)).toEqual([
      'agent one broken no-such-codex is not on the PATH',
      'agent one broken its env takes CODEX_API_KEY from the variable NO_SUCH_KEY, which is not set here',
      'agent one warning codex tells tokens and no dollars, so what it costs is not known',
      'agent one warning nothing ends a task at its budget',
      `agent two broken ${broken} --version fails, or does not answer in 10 s`,
      'agent two warning its env names no key (CODEX_API_KEY), so it works only where its HOME is logged in, or its provider needs none',
      'agents warning there are several and no default_agent, so a task or a fleet that names none fails',
    ]);
    expect(agents[0]?.mend).toContain('npm install --global @openai/codex');
    expect(agents.every(({ state, mend }) => (state === 'ok') === (mend === ''))).toBe(true);
  });
});

describe('of a fleet', () => {
  const diagnosis = {
    fleet_id: fleetId,
    title: 'Migrate to slog',
    status: 'PAUSED',
    version: 7,
    waits: [
      {
        for: 'daily_limit',
        count: 3,
        since: '2026-11-20T10:00:00.000Z',
        until: null,
        message: 'Used up.',
        commands: ['bgagent fleet continue X'],
      },
      { for: 'work', count: 1, since: null, until: null, message: 'One works.', commands: ['bgagent fleet watch X'] },
      { for: 'forge', count: 1, since: null, until: '2026-11-20T10:00:00.000Z', message: 'No room.', commands: [] },
    ],
    stale: [] as object[],
    violations: [] as string[],
  };
  const stale = {
    what: 'worker',
    count: 1,
    since: '2026-11-20T10:00:00.000Z',
    message: 'No worker.',
    commands: ['bgagent worker', 'bgagent doctor'],
  };
  const doctor = (change: Partial<typeof diagnosis>, ...flags: string[]) =>
    cli().run({ diagnoseFleet: () => ({ data: { ...diagnosis, ...change } }) }, ['doctor', '--fleet', fleetId, ...flags]);

  test('that only waits, it says for what, with the commands that help, and is 0', async () => {
    const { code, stdout } = await doctor({});
    expect([code, stdout]).toEqual([0, expect.stringContaining(`✓ fleet         ${fleetId} is PAUSED: Migrate to slog\n`)]);
    expect(stdout).toMatch(/^! daily limit +Used up\. \(for \d+h \d+m\)\n +→ bgagent fleet continue X$/m);
    expect(stdout).toMatch(/^✓ work +One works\.\n +→ bgagent fleet watch X$/m);
    expect(stdout).toMatch(/^✓ forge +No room\. \(goes on in < 1s\)$/m);
    expect(stdout).toMatch(/^✓ stored state +it keeps its invariants$/m);
    expect(cli().asked('diagnoseFleet')).toMatchObject([{ params: { fleet_id: fleetId } }]);
  });

  test('in which something is stale or broken, it is 1', async () => {
    const late = await doctor({ stale: [stale] });
    expect([late.code, late.stdout]).toEqual([
      1,
      expect.stringMatching(/^✗ worker +No worker\. .*\n +→ bgagent worker · bgagent doctor$/m),
    ]);
  });

  test('whose stored state is broken, it is 1 and says what to do', async () => {
    const { code, stdout } = await doctor({ violations: ['Target 1 is QUEUED and has no slot.'] });
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^✗ stored state +Target 1 is QUEUED and has no slot\.\n +→ This is a defect/m),
    ]);
  });

  test('with --json it is the diagnosis', async () => {
    const { code, stdout } = await doctor({ stale: [stale] }, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([1, { ...diagnosis, stale: [stale] }]);
  });
});
