/** Checks that the agents of worker.yaml can work here: their programs with their versions, and the variables that hold their keys. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import which from 'which';
import type { AgentConfig, PresetAgent, PresetName, WorkerConfig } from '../../contracts/worker-config.ts';
import { presets } from '../../worker/agent/presets.ts';
import { broken, type Finding, ok, warning } from './finding.ts';

const patienceMs = 10_000;

const howToInstall: Readonly<Record<PresetName, string>> = {
  'claude-code': 'npm install --global @anthropic-ai/claude-code',
  codex: 'npm install --global @openai/codex',
};

export async function checkAgents({ agents, default_agent: usual }: WorkerConfig): Promise<Finding[]> {
  const named = Object.entries(agents);
  if (named.length === 0) return [noAgent];
  const found = await Promise.all(named.map(([name, agent]) => checkAgent(name, agent)));
  return [...found.flat(), ...(named.length > 1 && usual === undefined ? [noDefault(Object.keys(agents))] : [])];
}

const noDefault = (names: readonly string[]): Finding =>
  warning(
    'agents',
    'there are several and no default_agent, so a task or a fleet that names none fails',
    `Set default_agent in worker.yaml to one of them: ${names.join(', ')}.`,
  );

const noAgent = warning(
  'agents',
  'no agent is configured, so coding workflows fail; shell/run-v1 works',
  'Name one in worker.yaml: agents: {claude: {preset: claude-code, env: {ANTHROPIC_API_KEY: $ANTHROPIC_API_KEY}}}.',
);

async function checkAgent(name: string, agent: AgentConfig): Promise<Finding[]> {
  const check = `agent ${name}`;
  const variables = missingVariables(check, agent);
  if (!('preset' in agent)) {
    const mend = `Install it, or correct agents.${name}.command in worker.yaml.`;
    return [checkProgram(check, mend, agent.command[0] ?? '', agent), ...variables];
  }
  const preset = presets[agent.preset];
  const mend = `Install it (${howToInstall[agent.preset]}), or correct agents.${name}.program in worker.yaml.`;
  const program = checkProgram(check, mend, agent.program ?? preset.program, agent);
  const versioned = program.state === 'ok' ? await withVersion(program, agent) : program;
  return [versioned, ...variables, ...checkKey(check, name, agent), ...checkCost(check, name, agent)];
}

function checkProgram(check: string, mend: string, program: string, { env }: AgentConfig): Finding {
  const found = which.sync(program, { nothrow: true, ...pathOf(env) });
  const missing = program.includes('/') ? 'is no program that can be run' : 'is not on the PATH';
  return found === null ? broken(check, `${program} ${missing}`, mend) : ok(check, found);
}

/** The agent's own PATH, where worker.yaml gives it one. */
const pathOf = ({ PATH }: AgentConfig['env']): { path?: string } =>
  PATH === undefined || PATH.startsWith('$') ? {} : { path: PATH };

/** The program gets no variable but these, so it can send nothing and tell nothing of them. */
async function withVersion(program: Finding, { env, preset }: PresetAgent): Promise<Finding> {
  const { path = process.env['PATH'] } = pathOf(env);
  const own = { PATH: path, HOME: process.env['HOME'] };
  const running = promisify(execFile)(program.found, ['--version'], { env: own });
  const timer = setTimeout(() => {
    running.child.kill('SIGKILL');
    // A process that it started may keep them open.
    running.child.stdout?.destroy();
    running.child.stderr?.destroy();
  }, patienceMs);
  try {
    const { stdout } = await running;
    return ok(program.check, `${preset} at ${program.found}, version ${firstLine(stdout).slice(0, 80)}`);
  } catch {
    const found = `${program.found} --version fails, or does not answer in ${patienceMs / 1_000} s`;
    return broken(program.check, found, `Install ${preset} again, and try it by hand.`);
  } finally {
    clearTimeout(timer);
  }
}

const firstLine = (text: string): string => text.trim().split('\n', 1).join('').trim();

/** Names variables and never their values. */
function missingVariables(check: string, { env }: AgentConfig): Finding[] {
  const missing = Object.entries(env).filter(([, text]) => isUnset(text));
  return missing.map(([name, text]) =>
    broken(
      check,
      `its env takes ${name} from the variable ${text.slice(1)}, which is not set here`,
      `Set ${text.slice(1)} where the worker is started. Where it is set there, only this terminal lacks it.`,
    ),
  );
}

const isUnset = (text: string): boolean => /^\$[A-Za-z_]\w*$/.test(text) && process.env[text.slice(1)] === undefined;

function checkKey(check: string, name: string, agent: PresetAgent): Finding[] {
  const { keys } = presets[agent.preset];
  const given = keys.filter((key) => agent.env[key] !== undefined);
  if (given.some((key) => !isUnset(agent.env[key] ?? ''))) return [ok(check, `${given.join(', ')} is set`)];
  if (given.length > 0) return [];
  const [key = ''] = keys;
  return [
    warning(
      check,
      `its env names no key (${keys.join(' or ')}), so it works only where its HOME is logged in, or its provider needs none`,
      `Add agents.${name}.env: {${key}: $${key}} to worker.yaml.`,
    ),
  ];
}

/** For a program that tells tokens, and no dollars. */
function checkCost(check: string, name: string, agent: PresetAgent): Finding[] {
  if (presets[agent.preset].can.budget) return [];
  return [
    ...(agent.prices
      ? []
      : [
          warning(
            check,
            `${agent.preset} tells tokens and no dollars, so what it costs is not known`,
            `Set agents.${name}.prices in worker.yaml, in USD per million tokens.`,
          ),
        ]),
    ...(agent.usd_per_hour === undefined
      ? [
          warning(
            check,
            'nothing ends a task at its budget',
            `Set agents.${name}.usd_per_hour in worker.yaml: what an hour of work costs at most.`,
          ),
        ]
      : []),
  ];
}
