/** Prints the error that a command ended with, and decides the exit code. */
import { Errors } from '@oclif/core';
import { messageOf } from '../core/text/message-of-error.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-code.ts';
import { nearestWord } from './nearest-word.ts';
import { writeText } from './output/write-text.ts';

/** Prints the error on stderr, one line and its details below, and returns the exit code. */
export async function reportError(error: unknown, args: readonly string[]): Promise<number> {
  if (error instanceof Errors.ExitError) return error.oclif.exit ?? exitCodes.done;
  // A person pressed Ctrl-C where a command asked something.
  if (error instanceof Error && error.name === 'AbortError') {
    writeText(process.stderr, '\n');
    return exitCodes.interrupted;
  }
  const told = error instanceof CliError ? error : error instanceof Errors.CLIError ? await usageOf(error) : surpriseOf(error);
  const details = told.details.map((detail) => `  ${detail}\n`).join('');
  writeText(process.stderr, `bgagent: ${told.message}\n${details}`);
  if (args.includes('--debug') && error instanceof Error && !(error instanceof CliError)) {
    writeText(process.stderr, `${error.stack ?? ''}\n`);
  }
  return told.exit;
}

function surpriseOf(error: unknown): CliError {
  return new CliError(`${messageOf(error)} (unexpected error: run the command again with --debug and report the output)`);
}

/** An error of oclif about wrong arguments as one line, with the command or flag that was probably meant. */
async function usageOf(error: Errors.CLIError): Promise<CliError> {
  const command = /^command (\S+) not found$/.exec(error.message)?.[1];
  if (command !== undefined) return await unknownCommand(command);
  const flag = /^Nonexistent flags?: (--[\w-]+)/.exec(error.message)?.[1];
  const meant = flag === undefined ? undefined : nearestWord(flag, flagsOf(error));
  const hint = meant === undefined ? 'see --help.' : `did you mean ${meant}?`;
  return new CliError(`${inOneLine(error.message)}: ${hint}`, exitCodes.usage);
}

/** Without the heading and the hint of oclif, and of a missing argument only its name. */
function inOneLine(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  const [first = '', ...others] = lines.filter(
    (line) => line !== '' && !/^See more help|^The following errors? occurred:/.test(line),
  );
  if (/^Missing \d+ required args?:?/.test(first)) {
    return `missing argument ${others.map((line) => line.split(/\s{2,}/)[0] ?? line).join(', ')}`;
  }
  const said = [first, ...others].join(' ').replace(/[.:]$/, '');
  return said.replace(/^Nonexistent flag:/, 'there is no flag').replace(/^Nonexistent flags:/, 'there are no flags');
}

/** The flags that the command has. */
function flagsOf(error: Errors.CLIError): readonly string[] {
  const parse: unknown = 'parse' in error ? error.parse : undefined;
  // oclif's parse errors carry the parser's input; its flags are an object by name.
  const flags = (parse as { input?: { flags?: object } } | undefined)?.input?.flags ?? {};
  return Object.keys(flags).map((name) => `--${name}`);
}

async function unknownCommand(id: string): Promise<CliError> {
  const { commands } = await import('./commands.ts');
  const ids = Object.keys(commands);
  const meant = nearestWord(id, [...ids, ...ids.map((one) => one.split(':')[0] ?? one)]);
  const hint = meant === undefined ? 'see bgagent --help.' : `did you mean "bgagent ${meant.replaceAll(':', ' ')}"?`;
  return new CliError(`there is no command "${id.replaceAll(':', ' ')}": ${hint}`, exitCodes.usage);
}
