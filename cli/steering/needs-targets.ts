/** Refuses a decision that names no targets. */
import { usageError } from '../cli-error.ts';
import type { ChoiceFlags } from './reviewed-targets.ts';

/** @throws CliError (usage) */
export function needsTargets({ target, 'change-group': group }: ChoiceFlags): void {
  if (target === undefined && group === undefined) throw usageError('name the targets: give --target PATH or --change-group N.');
}
