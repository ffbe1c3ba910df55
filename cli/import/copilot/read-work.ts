/**
 * Reads the work of a job, and its checks: a text or an object of type process, shell or agent.
 * Example: '@agent Fix it' → {kind: 'agent', instructions: 'Fix it'}; {type: 'process', executable: 'npm', args: ['ci']} →
 * {kind: 'command', shell: 'sh', text: 'npm ci'}.
 */
import { limits } from '../../../contracts/limits.ts';
import { mayNotNameDependency, namesDependency } from '../as-template.ts';
import type { Findings } from '../findings.ts';
import { quoteWords } from '../../../core/text/quote-words.ts';
import { isPowerShell } from './is-powershell.ts';
import { workKeys } from './left-out-keys.ts';
import type { RawWork, WorkObject } from './schema.ts';
import { powershellOr, type Shell } from './shell-scripts.ts';

export interface CommandWork {
  readonly kind: 'command';
  readonly shell: Shell;
  /** Not blank, and short enough for a variable of a target. */
  readonly text: string;
}

export interface AgentWork {
  readonly kind: 'agent';
  /** Empty where the plan gives none: the job's task says everything. */
  readonly instructions: string;
  readonly maxTurns: number | null;
}

export type Work = CommandWork | AgentWork;

type Path = readonly (string | number)[];

interface Place {
  readonly at: Path;
  readonly findings: Findings;
}

/** Undefined where there is none, and where it has a problem, which is added to the findings. */
export function readWork(raw: RawWork, at: Path, findings: Findings): Work | undefined {
  if (raw === null || raw === undefined) return undefined;
  if (typeof raw !== 'string') return readObject(raw, { at, findings });
  const agent = /^\s*@agent\b/i.exec(raw);
  if (agent === null) return command(raw, shellOf(raw, undefined), { at, findings });
  return { kind: 'agent', instructions: raw.slice(agent[0].length).trim(), maxTurns: null };
}

function readObject(raw: WorkObject, place: Place): Work | undefined {
  switch (raw.type ?? typeOf(raw)) {
    case 'shell':
      return shellWork(raw, place);
    case 'process':
      return processWork(raw, place);
    case 'agent':
      return agentWork(raw, place);
    case undefined:
      place.findings.problem([...place.at, 'type'], 'the type is missing: write process, shell or agent.');
      return undefined;
  }
}

/** The type that an object without one has by its keys. */
function typeOf({ command: text, executable, instructions }: WorkObject): 'shell' | 'process' | 'agent' | undefined {
  if (typeof text === 'string') return 'shell';
  if (typeof executable === 'string') return 'process';
  return typeof instructions === 'string' ? 'agent' : undefined;
}

function shellWork(raw: WorkObject, { at, findings }: Place): Work | undefined {
  workKeys(findings, raw, at, ['command', 'shell']);
  if (raw.shell === 'cmd') findings.problem([...at, 'shell'], noCmd);
  const text = raw.command ?? '';
  const shell = shellOf(text, raw.shell);
  return command(text, shell, { at: [...at, 'command'], findings });
}

const noCmd = 'work for cmd.exe cannot run here, because workers run on Linux and macOS: write it for sh, bash or pwsh.';

function shellOf(text: string, named: WorkObject['shell'] | undefined): Shell {
  if (named === 'powershell' || named === 'pwsh') return 'pwsh';
  if (named === 'bash' || named === 'sh') return named;
  return isPowerShell(text) ? 'pwsh' : 'sh';
}

function processWork(raw: WorkObject, { at, findings }: Place): Work | undefined {
  workKeys(findings, raw, at, ['executable', 'args']);
  const { executable, args } = raw;
  const place = { at: [...at, 'executable'], findings };
  if (/^cmd(?:\.exe)?$/i.test(executable ?? '')) findings.problem(place.at, noCmd);
  if (!executable?.trim()) return command('', 'sh', place);
  if (!/^(?:powershell|pwsh)(?:\.exe)?$/i.test(executable)) {
    return command(quoteWords([executable, ...(args ?? [])]), 'sh', place);
  }
  return command(powershellOr(quoteWords(['pwsh', ...(args ?? [])])), 'sh', place);
}

function agentWork(raw: WorkObject, { at, findings }: Place): AgentWork {
  workKeys(findings, raw, at, ['instructions', 'maxTurns']);
  return { kind: 'agent', instructions: (raw.instructions ?? '').trim(), maxTurns: raw.maxTurns ?? null };
}

function command(text: string, shell: Shell, { at, findings }: Place): CommandWork | undefined {
  const problem = problemOf(text);
  if (problem === undefined) return { kind: 'command', shell, text };
  findings.problem(at, problem);
  return undefined;
}

function problemOf(text: string): string | undefined {
  if (text.trim() === '') return 'there is no command: write one, or leave the key out.';
  if (namesDependency(text)) return mayNotNameDependency;
  if (text.length <= limits.mapValue) return undefined;
  const [length, most] = [text.length, limits.mapValue].map((one) => one.toLocaleString('en'));
  return `the command has ${length} characters, and a target's may have ${most}: put it into a script in the repository.`;
}
