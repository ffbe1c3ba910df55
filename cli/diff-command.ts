/** A command that shows a diff: a pipe or a file gets its text unchanged, a terminal gets it in colours. */
import type { DiffView } from '../contracts/http/diff.ts';
import { BaseCommand } from './base-command.ts';
import { isColoured } from './output/streams.ts';
import { renderDiffStat, renderDiffText } from './render/diff-text.ts';

export abstract class DiffCommand extends BaseCommand {
  /** Returns the data, as `show`. */
  protected async showDiff(diff: DiffView, flags: { readonly json: boolean; readonly stat: boolean }): Promise<DiffView> {
    if (flags.json || flags.stat) return await this.show(diff, flags, (view) => renderDiffStat(diff, view));
    const text = diff.text ?? '';
    if (isColoured(process.stdout)) await this.show(diff, flags, (view) => renderDiffText(text, view));
    else this.showRaw(diff, flags, text);
    if (text === '') this.tell('The branch has commits, but changes nothing.');
    if (diff.change.cut) this.tell('(This is the first MiB of the diff. --stat lists its files.)');
    return diff;
  }
}
