/** How far a fleet is: a number, a bar, the statuses as filters, and four facts. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { StatusBar } from '../parts/status-bar.tsx';
import { useNow } from '../parts/use-now.ts';
import { PhaseProgress } from '../phases/phase-progress.tsx';
import { barOrder, statusSlug, targetWords } from '../words/status-words.ts';
import { forgeWaits, timeText } from './facts.ts';
import { FourFacts } from './four-facts.tsx';
import { useShowTargets } from './use-show-targets.ts';

export function ProgressPanel({ fleet }: { readonly fleet: FleetView }) {
  const { progress } = fleet;
  const now = useNow();
  return (
    <Container>
      <SpaceBetween size="s">
        <div className="fleet-progress-head">
          <span>
            <b className="fleet-done">{progress.finished.toLocaleString('en-US')}</b> of {progress.total.toLocaleString('en-US')}{' '}
            done{' '}
            <Box variant="span" color="text-body-secondary">
              {progress.percent_done.toFixed(1).replace('.0', '')} %
            </Box>
          </span>
          <Box variant="span" color="text-body-secondary">
            {timeText(fleet, now)}
          </Box>
        </div>
        <div className="fleet-bar">
          <StatusBar counts={progress.counts} label="Targets" />
        </div>
        <Legend fleet={fleet} />
        <PhaseProgress fleet={fleet} />
        {forgeWaits(fleet, now).map((wait) => (
          <StatusIndicator key={wait} type="in-progress">
            {plainLine(wait)}
          </StatusIndicator>
        ))}
        <FourFacts fleet={fleet} />
      </SpaceBetween>
    </Container>
  );
}

/** Each status that there is; pressed, only its targets are shown. */
function Legend({ fleet }: { readonly fleet: FleetView }) {
  const { search, show } = useShowTargets();
  const chosen = new Set((search.get('status') ?? '').split(',').filter((slug) => slug !== ''));
  const { counts } = fleet.progress;
  return (
    <div className="fleet-legend" role="group" aria-label="Show only targets that are">
      {barOrder
        .filter((status) => counts[status] > 0 || chosen.has(statusSlug(status)))
        .map((status) => {
          const slug = statusSlug(status);
          const others = [...chosen].filter((each) => each !== slug);
          const next = chosen.has(slug) ? others : [...others, slug];
          return (
            <button
              key={status}
              type="button"
              className="fleet-chip"
              aria-pressed={chosen.has(slug)}
              onClick={() => {
                show({ status: next.length === 0 ? null : next.join(',') });
              }}
            >
              <span className={`fleet-dot ${slug}`} aria-hidden="true" />
              <b>{counts[status].toLocaleString('en-US')}</b> {targetWords[status].toLowerCase()}
            </button>
          );
        })}
    </div>
  );
}
