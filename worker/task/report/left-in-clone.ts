/** Tells what a task that changes nothing has left in its clone all the same. It is committed nowhere, and removed with the sandbox. */
import type { Clone } from '../../git/clone.ts';
import { stagingsOf } from '../../git/stage-changes.ts';
import { printedText } from '../../text/printed-text.ts';
import type { Job } from '../job.ts';

/** Names that are told. */
const mostNames = 20;

export async function tellWhatIsLeft({ sandbox, output, secrets }: Job, { git }: Clone): Promise<void> {
  const stagings = await stagingsOf(git, sandbox.repo);
  const names = stagings.ok ? stagings.value.flatMap(({ input }) => input.toString().split('\0')) : [stagings.failure.message];
  if (names.length === 0) return;
  const more = names.length > mostNames ? [`and ${names.length - mostNames} more`] : [];
  const lines = [...names.slice(0, mostNames), ...more].map((name) => secrets.mask(printedText(name)));
  output.append(`\n--- changed in the clone, and not kept: a report changes nothing\n${lines.join('\n')}\n`);
}
