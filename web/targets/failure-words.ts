/** Why a target failed, in words for who looks at it. */
import type { TargetView } from '../../contracts/http/fleet.ts';
import { plainText } from '../../core/text/plain-text.ts';

type Failure = NonNullable<TargetView['failure']>;

const movers = new Map([
  ['transient', 'The same may work later: retry it.'],
  ['service', 'Who runs the service has to act.'],
  ['user', 'The request has to change, or what it works on.'],
]);

/** Whose move it is. A newer service may know others, of whom nothing is said. */
export const moveOf = ({ by }: Pick<Failure, 'by'>): string => movers.get(by) ?? '';

/** The first line as a headline, and the others. */
export function failureLines({ class: failureClass, message }: Pick<Failure, 'class' | 'message'>): {
  headline: string;
  more: string;
} {
  const [first = '', ...lines] = plainText(message).trim().split('\n');
  return { headline: `${failureClass}: ${first}`, more: lines.join('\n') };
}
