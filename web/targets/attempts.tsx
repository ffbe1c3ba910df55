/** The attempts at a target, to choose one; and what people told the agent of the one that is shown. */
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import ToggleButton from '@cloudscape-design/components/toggle-button';
import type { AttemptView } from '../../contracts/http/fleet.ts';
import { plainText } from '../../core/text/plain-text.ts';
import { attemptLabel, toldTo } from './attempt-words.ts';

interface Props {
  readonly attempts: readonly AttemptView[];
  readonly shown: AttemptView | undefined;
  readonly onShow: (attempt: number) => void;
}

export function Attempts({ attempts, shown, onShow }: Props) {
  return (
    <SpaceBetween size="xs">
      {attempts.length > 1 && (
        <div role="group" aria-label="Attempts">
          <SpaceBetween direction="horizontal" size="xs">
            {attempts.map((attempt) => (
              <ToggleButton
                key={attempt.attempt}
                pressed={attempt === shown}
                onChange={() => {
                  onShow(attempt.attempt);
                }}
              >
                {attemptLabel(attempt)}
              </ToggleButton>
            ))}
          </SpaceBetween>
        </div>
      )}
      {shown && <Told attempt={shown} />}
    </SpaceBetween>
  );
}

function Told({ attempt }: { readonly attempt: AttemptView }) {
  return toldTo(attempt).map(({ title, text }) => (
    <ExpandableSection key={title} headerText={title} defaultExpanded={text.length < 300}>
      <div className="told">{plainText(text)}</div>
    </ExpandableSection>
  ));
}
