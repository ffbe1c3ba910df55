import { Command, Flags } from '@oclif/core';
import { terminalView } from './render/terminal-view.ts';
import type { View } from './render/view.ts';

/** What every command has: `--json`, `--debug`, and one way to print a result. A command's `run` parses, calls and returns data. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'Print the data as JSON.', helpGroup: 'GLOBAL' }),
    debug: Flags.boolean({
      description: 'Print the request id and the HTTP exchange, with secrets masked, on stderr.',
      helpGroup: 'GLOBAL',
    }),
  };

  /** Prints data on stdout: as JSON where asked for, else as the text that `render` makes of it. */
  protected async show<T>(
    data: T,
    flags: { readonly json: boolean },
    render: (view: View) => string | Promise<string>,
  ): Promise<T> {
    const text = flags.json ? JSON.stringify(data, null, 2) : await render(terminalView(process.stdout));
    if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return data;
  }

  /** Says something that is not the result. */
  protected tell(text: string): void {
    process.stderr.write(`${text}\n`);
  }
}
