import { Command, Flags } from '@oclif/core';
import { writeJson, writeRaw, writeText } from './output/write-text.ts';
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
    if (flags.json) return this.showJson(data);
    const text = await render(terminalView(process.stdout));
    if (text !== '') writeText(process.stdout, ending(text));
    return data;
  }

  /** The same for what others printed or what is read by other tools: into a pipe or a file it goes as it came. */
  protected showRaw<T>(data: T, flags: { readonly json: boolean }, text: string): T {
    if (flags.json) return this.showJson(data);
    if (text !== '') writeRaw(process.stdout, ending(text));
    return data;
  }

  private showJson<T>(data: T): T {
    writeJson(process.stdout, data, 2);
    return data;
  }

  /** Says something that is not the result. */
  protected tell(text: string): void {
    writeText(process.stderr, `${text}\n`);
  }
}

const ending = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
