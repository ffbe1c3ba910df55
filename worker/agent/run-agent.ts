/**
 * Runs the program of a preset in a sandbox and reads how the run ended. People see what the agent says and does, a line each, as it
 * comes; the events themselves go to the raw output. Invariant: a run that was stopped is read, too, for what it told until then.
 */
import { type CommandEnd, type CommandOutput, runCommand } from '../sandbox/run-command.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { AgentInWalls } from '../sandbox/walls/walls.ts';
import { keepOutput } from './kept-output.ts';
import { lineByLine } from './line-by-line.ts';
import type { AgentEnd, Ask, Preset, Reading } from './preset.ts';

export interface AgentRun {
  readonly preset: Preset;
  /** As the walls of the sandbox know it. */
  readonly agent: AgentInWalls;
  /** Path or name of the program. */
  readonly program: string;
  readonly ask: Ask;
  readonly prompt: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** How long it may still run after it has told its end, milliseconds. Absent: a minute. */
  readonly patienceMs?: number;
  /** Told what the agent said until the worker stopped it. */
  readonly onStopped?: (reading: Reading) => void;
}

export interface AgentOutput {
  /** For people. Masks what it keeps. */
  readonly shown: { append(text: string): void };
  /** All that the program prints, as it prints it. Masks what it keeps. */
  readonly raw: { append(chunk: Buffer): void };
}

export interface AgentRunEnd {
  readonly end: CommandEnd;
  readonly reading: Reading;
}

/** Programs are known to go on for ever after they have told their end. */
const patience = 60_000;
const grace = { atLimitMs: 5_000, whenStoppedMs: 2_000 };

/** @throws TaskStopped when the worker stops the task */
export async function runAgent(run: AgentRun, sandbox: Sandbox, output: AgentOutput): Promise<AgentRunEnd> {
  const { preset, agent, program, ask, prompt, env, timeoutMs, signal } = run;
  const [stdout, stderr] = [keepOutput(), keepOutput()];
  let lastShown = '';
  const show = (text: string): void => {
    lastShown = text;
    // A path within the clone is short, as people know it.
    output.shown.append(`${text.replaceAll(`${sandbox.repo}/`, '')}\n`);
  };
  const done = new AbortController();
  let untilDone: NodeJS.Timeout | undefined;
  const lines = lineByLine((line) => {
    preset.show(line).forEach(show);
    clearTimeout(untilDone);
    if (!preset.isEnd(line)) return;
    untilDone = setTimeout(() => {
      done.abort();
    }, run.patienceMs ?? patience);
  });
  const inWalls = { ...agent, changesNothing: ask.access === 'read' };
  const command = {
    argv: [program, ...preset.argv(ask)],
    agent: inWalls,
    env,
    stdin: prompt,
    timeoutMs,
    signal,
    isDone: done.signal,
    grace,
  };
  const both: CommandOutput = {
    append(chunk, from) {
      output.raw.append(chunk);
      if (from === 'stderr') {
        stderr.append(chunk);
        return;
      }
      stdout.append(chunk);
      lines.append(chunk);
    },
    tell(text) {
      output.shown.append(text);
    },
  };
  const readAt = (exitCode: number | null): Reading => {
    lines.end();
    clearTimeout(untilDone);
    const end: AgentEnd = { stdout: stdout.text(), stderr: stderr.text(), exitCode };
    const reading = preset.read(end, ask);
    if (reading.text !== '' && reading.text.trim() !== lastShown.trim()) show(reading.text);
    if (end.stdout !== '') show(lineAbout(preset, reading));
    return reading;
  };
  try {
    const end = await runCommand(command, sandbox, both);
    return { end, reading: readAt(end.kind === 'exited' ? end.exitCode : null) };
  } catch (error) {
    // The worker stops the task: what the agent said until now is for people all the same, and what it cost counts.
    run.onStopped?.(readAt(null));
    throw error;
  }
}

/** Example: `[claude-code session 5a1c, 4 turns, $0.0090]`. */
function lineAbout({ name }: Preset, { sessionId, turns, costUsd }: Reading): string {
  const parts = [
    sessionId === null ? `${name} without a session` : `${name} session ${sessionId}`,
    turns === null ? 'turns not known' : `${turns} ${turns === 1 ? 'turn' : 'turns'}`,
    costUsd === null ? 'cost not known' : `$${costUsd.toFixed(4)}`,
  ];
  return `[${parts.join(', ')}]`;
}
