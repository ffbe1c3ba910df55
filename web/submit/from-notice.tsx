/** Says what a fleet that is submitted again takes over, and what it does not. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { links } from '../frame/links.ts';
import { retryText } from './from-fleet.ts';

interface Props {
  readonly fleet: FleetView;
  readonly notes: readonly string[];
  /** The text with all of its targets. */
  readonly whole: string;
  readonly setText: (text: string) => void;
}

export function FromNotice({ fleet, notes, whole, setText }: Props) {
  const { FAILED, LOST, BLOCKED } = fleet.progress.counts;
  const failed = FAILED + LOST;
  const canRetry = isTerminalFleet(fleet.status) && failed > 0;
  const blocked = BLOCKED > 0 ? `, and ${BLOCKED} blocked` : '';
  return (
    <Alert type="info" header="Submit again, changed">
      <SpaceBetween size="xs">
        <span>
          Made from <Link href={links.fleet(fleet.fleet_id)}>{fleet.title}</Link>, which stays as it is. Change what you like.
        </span>
        {canRetry && (
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              onClick={() => {
                setText(whole);
              }}
            >
              All {fleet.progress.total} targets
            </Button>
            <Button
              onClick={() => {
                setText(retryText(fleet));
              }}
            >
              Only what failed ({failed}
              {blocked})
            </Button>
          </SpaceBetween>
        )}
        <ExpandableSection headerText="What is not taken over">
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </ExpandableSection>
      </SpaceBetween>
    </Alert>
  );
}
