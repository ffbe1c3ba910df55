import { Errors } from '@oclif/core';
import { nearestWord } from './nearest-word.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-code.ts';
import { writeText } from './output/write-text.ts';

/** Tells an error in one line on stderr, its details below it, and returns the exit code. */
export async function reportError(error: unknown, args: readonly string[]): Promise<number> {
  if (error instanceof Errors.ExitError) return error.oclif.exit ?? exitCodes.done;
  const told = error instanceof CliError ? error : error instanceof Errors.CLIError ? await usageOf(error) : surpriseOf(error);
  const details = told.details.map((detail) => `  ${detail}\n`).join('');
  writeText(process.stderr, `bgagent: ${told.message}\n${details}`);
  if (args.includes('--debug') && error instanceof Error && !(error instanceof CliError))
    writeText(process.stderr, `${error.stack ?? ''}\n`);
  return told.exit;
}

function surpriseOf(error: unknown): CliError {
  const message = error instanceof Error ? error.message : String(error);
  return new CliError(`${message} (unexpected: run it again with --debug and report what it prints)`);
}

/** What oclif says of wrong arguments, in one line, with the word that was probably meant. */
async function usageOf(error: Errors.CLIError): Promise<CliError> {
  const command = /^command (\S+) not found$/.exec(error.message)?.[1];
  if (command !== undefined) return await unknownCommand(command);
  const flag = /^Nonexistent flags?: (--[\w-]+)/.exec(error.message)?.[1];
  const meant = flag === undefined ? undefined : nearestWord(flag, flagsOf(error));
  const lines = error.message.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^See more help|^The following errors? occurred:/.test(line)).join(' ');
  const hint = meant === undefined ? 'see --help for what can be given.' : `did you mean ${meant}?`;
  return new CliError(`${said.replace(/[.:]$/, '')}: ${hint}`, exitCodes.usage);
}

/** The flags that the command has, as its parser knows them. */
function flagsOf(error: Errors.CLIError): readonly string[] {
  const parse: unknown = 'parse' in error ? error.parse : undefined;
  // oclif's parse errors carry the parser's input; its flags are an object by name.
  const flags = (parse as { input?: { flags?: object } } | undefined)?.input?.flags ?? {};
  return Object.keys(flags).map((name) => `--${name}`);
}

async function unknownCommand(id: string): Promise<CliError> {
  const { commands } = await import('./commands.ts');
  const meant = nearestWord(id, Object.keys(commands));
  const hint =
    meant === undefined ? 'see bgagent --help for the commands.' : `did you mean "bgagent ${meant.replaceAll(':', ' ')}"?`;
  return new CliError(`there is no command "${id.replaceAll(':', ' ')}": ${hint}`, exitCodes.usage);
}
