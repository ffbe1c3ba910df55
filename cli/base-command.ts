/** The base of every command: `--json`, `--debug`, and the ways to print a result. `run` of a command parses, calls and returns data. */
import { Command, Flags } from '@oclif/core';
import { writeJson, writeRaw, writeText } from './output/write-text.ts';
import { terminalView } from './render/terminal-view.ts';
import type { View } from './render/view.ts';

export abstract class BaseCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'Print the result as JSON.', helpGroup: 'GLOBAL' }),
    debug: Flags.boolean({
      description: 'Print each HTTP request and answer on stderr, with its request id and with secrets masked.',
      helpGroup: 'GLOBAL',
    }),
  };

  /** Prints data on stdout: as JSON with `--json`, else as the text that `render` makes of it. Returns the data. */
  protected async show<T>(
    data: T,
    flags: { readonly json: boolean },
    render: (view: View) => string | Promise<string>,
  ): Promise<T> {
    if (flags.json) return this.showJson(data);
    const text = await render(terminalView(process.stdout));
    if (text !== '') writeText(process.stdout, ending(text));
    return data;
  }

  /** Like `show`, for output of a task and for files that other tools read: a pipe or a file gets the text unchanged. */
  protected showRaw<T>(data: T, flags: { readonly json: boolean }, text: string): T {
    if (flags.json) return this.showJson(data);
    if (text !== '') writeRaw(process.stdout, ending(text));
    return data;
  }

  private showJson<T>(data: T): T {
    writeJson(process.stdout, data, 2);
    return data;
  }

  /** Prints a line that is not part of the result, on stderr. */
  protected tell(text: string): void {
    writeText(process.stderr, `${text}\n`);
  }
}

const ending = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
