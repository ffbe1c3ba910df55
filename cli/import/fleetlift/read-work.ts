/**
 * Reads what a task file has done: a prompt for an agent, or a command in an image. The command runs in the sandbox of the worker, so it
 * can be carried over where the file names it; the program that an image starts by itself is not known.
 */
import { givenVerifiers } from '../../../contracts/given.ts';
import { maxTurns } from '../../../contracts/fields.ts';
import { limits } from '../../../contracts/limits.ts';
import { fleetDefaultWorkflow, shellWorkflow } from '../../../contracts/workflows.ts';
import { asTemplate, mayNotNameDependency, namesDependency, paramsOfTexts } from '../as-template.ts';
import type { Findings, Path } from '../findings.ts';
import { quoteWords } from '../../../core/text/quote-words.ts';
import { tellOtherKeys } from './left-out-keys.ts';
import { agenticObject, deterministicObject, executionObject, verifierObject } from './schema.ts';

/** Keys of a fleet's request. */
export type Work = Readonly<Record<string, unknown>> & { readonly params?: Readonly<Record<string, string>> };

/** Problems are in the findings, and then the work is not to be used. */
export function readWork(execution: unknown, findings: Findings): Work {
  const at = ['execution'];
  if (execution === undefined || execution === null) {
    findings.problem(at, 'there is no work: write execution.agentic with a prompt, or execution.deterministic with a command.');
    return {};
  }
  const raw = findings.read(executionObject, execution, at);
  if (raw === undefined) return {};
  tellOtherKeys(findings, 'execution', raw, at);
  const { agentic, deterministic } = raw;
  const given = [agentic, deterministic].filter((one) => one !== undefined && one !== null).length;
  if (given !== 1) {
    const problem = given === 0 ? 'it has neither agentic nor deterministic' : 'it has both agentic and deterministic';
    findings.problem(at, `${problem}: write one of them.`);
  }
  return {
    ...(agentic == null ? {} : readAgentic(agentic, [...at, 'agentic'], findings)),
    ...(deterministic == null ? {} : readDeterministic(deterministic, [...at, 'deterministic'], findings)),
  };
}

function readAgentic(value: unknown, at: Path, findings: Findings): Work {
  const raw = findings.read(agenticObject, value, at);
  if (raw === undefined) return {};
  tellOtherKeys(findings, 'agentic', raw, at);
  const place = [...at, 'prompt'];
  const prompt = (raw.prompt ?? '').trim();
  const description = asTemplate(prompt);
  if (prompt === '') findings.problem(place, 'the prompt is empty: say what is to be done.');
  if (description.length > limits.taskDescription) {
    findings.problem(place, tooLong('the prompt', description, limits.taskDescription));
  }
  tellWorkspace(prompt, place, findings);
  return {
    workflow_ref: fleetDefaultWorkflow,
    task_description: description,
    params: paramsOfTexts([prompt]),
    ...turnsOf(raw.limits, [...at, 'limits'], findings),
    ...verifiersOf(raw.verifiers, [...at, 'verifiers'], findings),
  };
}

const tooLong = (what: string, text: string, most: number): string =>
  `${what} needs ${text.length.toLocaleString('en-US')} characters, and may have ${most.toLocaleString('en-US')}: put a part of it into a file of the repositories.`;

/** The older of the two keys counts where the newer one is not given. */
function turnsOf(
  given:
    { readonly max_iterations?: number | null | undefined; readonly max_turns?: number | null | undefined } | null | undefined,
  at: Path,
  findings: Findings,
): { readonly max_turns?: number } {
  if (given === undefined || given === null) return {};
  tellOtherKeys(findings, 'limits', given, at);
  const key = given.max_iterations ? 'max_iterations' : 'max_turns';
  if (key === 'max_iterations' && given.max_turns) findings.leftOut([...at, 'max_turns'], 'max_iterations counts in its place');
  const turns = given[key];
  return turns && findings.read(maxTurns, turns, [...at, key]) !== undefined ? { max_turns: turns } : {};
}

function readDeterministic(value: unknown, at: Path, findings: Findings): Work {
  const raw = findings.read(deterministicObject, value, at);
  if (raw === undefined) return {};
  tellOtherKeys(findings, 'deterministic', raw, at);
  const program = (raw.command ?? []).map(String);
  const words = [...program, ...(raw.args ?? []).map(String)];
  const place = [...at, 'command'];
  if (program.length === 0) {
    findings.problem(
      place,
      'there is no command: what the image starts by itself is not known here. Write the program, as a list of words before those of args.',
    );
  }
  const settings = Object.entries(raw.env ?? {}).map(([name, text]) => `export ${name}=${quoteWords([String(text)])}`);
  const command = [...settings, quoteWords(words)].join('\n');
  if (command.length > limits.mapValue) findings.problem(place, tooLong('the command', command, limits.mapValue));
  if (namesDependency(command)) findings.problem(place, mayNotNameDependency);
  tellWorkspace(command, place, findings);
  return {
    workflow_ref: shellWorkflow,
    params: { command },
    ...verifiersOf(raw.verifiers, [...at, 'verifiers'], findings),
  };
}

function verifiersOf(
  given: readonly unknown[] | null | undefined,
  at: Path,
  findings: Findings,
): { verifiers?: readonly object[] } {
  const read = (given ?? []).flatMap((value, index) => {
    const place = [...at, index];
    const raw = findings.read(verifierObject, value, place);
    if (raw === undefined) return [];
    tellOtherKeys(findings, 'verifier', raw, place);
    const command = raw.command.map(String);
    tellWorkspace(command.join(' '), place, findings);
    return [{ name: raw.name, command }];
  });
  // A list of which an entry is wrong has other places than the file.
  if (read.length === (given ?? []).length) findings.read(givenVerifiers, read, at);
  return read.length === 0 ? {} : { verifiers: read };
}

function tellWorkspace(text: string, at: Path, findings: Findings): void {
  if (!/(?<![\w.-])\/workspace(?![\w-])/.test(text)) return;
  findings.differs(
    at,
    'it names /workspace, where Fleetlift has the repositories: here work begins in the folder of the repository, or in the folder above those of its group, wherever that is',
  );
}
