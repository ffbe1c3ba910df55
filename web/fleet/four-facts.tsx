/** Four facts about a fleet: failures against their limit, cost against the budget, what is at work, and why targets failed. */
import Box from '@cloudscape-design/components/box';
import type { ReactNode } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { costFact, failureGauge, workLines } from './facts.ts';
import { useShowTargets } from './use-show-targets.ts';

export function FourFacts({ fleet }: { readonly fleet: FleetView }) {
  const [slots, ...rest] = workLines(fleet);
  return (
    <dl className="four-facts">
      <FailuresFact fleet={fleet} />
      <CostFactView fleet={fleet} />
      <Fact title="At work">
        <b>{slots}</b>
        <Faint lines={rest} />
      </Fact>
      <CausesFact fleet={fleet} />
    </dl>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Faint({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line) => (
    <Box key={line} color="text-body-secondary">
      {line}
    </Box>
  ));
}

function FailuresFact({ fleet }: { readonly fleet: FleetView }) {
  const { share, filled, mark, isOver, limit, next } = failureGauge(fleet);
  return (
    <Fact title="Failures">
      {isOver ? <Box color="text-status-error">{share}</Box> : <div>{share}</div>}
      <div className="gauge" role="img" aria-label={`Failures: ${share}, ${limit}`}>
        <span className="failed" style={{ width: `${filled}%` }} />
        {mark !== null && <i style={{ left: `${Math.min(mark, 99.5)}%` }} />}
      </div>
      <Faint lines={[limit]} />
      {next !== null && <Box color="text-status-warning">{next}</Box>}
    </Fact>
  );
}

function CostFactView({ fleet }: { readonly fleet: FleetView }) {
  const { spent, lines, bar } = costFact(fleet);
  return (
    <Fact title="Cost">
      <b>{spent}</b>
      {bar !== null && (
        <div className="gauge" role="img" aria-label={bar.label} title={bar.label}>
          <span className="running" style={{ width: `${bar.spent}%` }} />
          <span className="queued" style={{ width: `${bar.reserved}%` }} />
        </div>
      )}
      <Faint lines={lines} />
    </Fact>
  );
}

/** Pressed, only the targets that failed for it are shown. */
function CausesFact({ fleet }: { readonly fleet: FleetView }) {
  const { search, show } = useShowTargets();
  const causes = Object.entries(fleet.progress.failures)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
  return (
    <Fact title="Failed by cause">
      {causes.length === 0 && <Faint lines={['nothing failed']} />}
      {causes.map(([cause, count]) => {
        const isShown = search.get('class') === cause;
        return (
          <div key={cause}>
            <button
              type="button"
              className="fleet-chip"
              aria-pressed={isShown}
              onClick={() => {
                show({ class: isShown ? null : cause });
              }}
            >
              <b>{count}</b> {cause}
            </button>
          </div>
        );
      })}
    </Fact>
  );
}
