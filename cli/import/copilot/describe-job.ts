/**
 * The description of a target: the job's task, then the instructions of its work, then those of the job. For an agent that must do
 * the work of a command, it says which.
 * Example: task 'Fix it', work '@agent Look at a.ts' → 'Fix it\n\nLook at a.ts'.
 */
import type { Job } from './read-plan.ts';
import type { Work } from './read-work.ts';

/** @param forAgent whether an agent does the work of every target */
export function describeJob({ task, work, instructions }: Job, forAgent: boolean): string {
  const ofWork = work?.kind === 'agent' ? work.instructions : forAgent && work ? orderOf(work) : '';
  return [task, ofWork, instructions].filter((part) => part !== '').join('\n\n');
}

function orderOf(work: Work & { kind: 'command' }): string {
  const language = work.shell === 'pwsh' ? 'powershell' : work.shell;
  const longest = Math.max(0, ...[...work.text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  const order =
    "Run this command in the repository's root folder, and leave what it changes there. If it fails, say so and change nothing else:";
  return `${order}\n\n${fence}${language}\n${work.text}\n${fence}`;
}
