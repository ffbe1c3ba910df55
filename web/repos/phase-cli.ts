/** The command line that starts the same phase. */
import { quoteWords } from '../../core/text/quote-words.ts';
import { changesOf, titleOfPhase, type PhaseField, type PhaseOptions } from './phase-options.ts';

export function phaseCli(repo: string, options: PhaseOptions): string {
  const changed = changesOf(options);
  const when = (field: PhaseField, ...words: readonly string[]): readonly string[] => (changed.has(field) ? words : []);
  const heal = options.heal
    ? [
        ...when('healAttempts', '--heal', options.healAttempts.trim()),
        ...when('healUsd', '--heal-budget', options.healUsd.trim()),
      ]
    : ['--heal', '0'];
  return quoteWords([
    ...['bgagent', 'fleet', 'submit', '--repo', repo, '--title', titleOfPhase(repo), '--preset', 'phases'],
    ...when('autoMerge', '--auto-merge'),
    ...when('skipDesign', '--skip-design'),
    ...when('skipAnalyze', '--skip-analyze'),
    ...when('reuseSpec', '--reuse-spec'),
    ...when('context', '--context', options.context),
    ...heal,
    ...when('batchSize', '--batch-size', options.batchSize.trim()),
    ...when('pauseBetween', '--pause-between-batches'),
    ...when('tasksFile', '--tasks-file', options.tasksFile.trim()),
    ...when('attemptUsd', '--budget-per-target', options.attemptUsd.trim()),
    ...when('fleetUsd', '--budget', options.fleetUsd.trim()),
  ]);
}
