/** The phases in their order: what is done, what goes on, what is to come, what was skipped, what failed, and what needed a heal. */
import type { StepMark } from '../../core/steps/step-mark.ts';
import type { Phase } from './phase-view.ts';

const signs: Readonly<Record<StepMark, string>> = { done: '✓', current: '●', pending: '○', skipped: '–', failed: '✗' };

export function PhaseBar({ phases }: { readonly phases: readonly Phase[] }) {
  return (
    <ol className="phase-bar" aria-label="Phases">
      {phases.map(({ name, mark, healed, says }) => (
        <li key={name} className={`phase-${mark}`} aria-current={mark === 'current' ? 'step' : undefined}>
          <span aria-hidden="true">{signs[mark]} </span>
          {mark === 'skipped' ? <s>{name}</s> : name}
          {healed && <span aria-hidden="true"> ⚕</span>}
          <span className="only-heard">, {says}</span>
        </li>
      ))}
    </ol>
  );
}
