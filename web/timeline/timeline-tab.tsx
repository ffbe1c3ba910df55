/** When each attempt of a fleet ran: a lane for each target, a bar for each attempt, without the time in which nothing ran. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { TimelineView } from '../../contracts/http/timeline.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { plural } from '../../core/text/plural.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { Pages } from '../parts/pages.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { useNow } from '../parts/use-now.ts';
import { busyAxis } from './busy-time.ts';
import { lanesOf, spanOf } from './lanes-of-targets.ts';
import { pausesIn } from './pauses.ts';
import { TimelineLanes } from './timeline-lanes.tsx';
import { TimelineTable } from './timeline-table.tsx';
import { usePauseLog, useTimeline } from './use-timeline.ts';

/** Lanes on one page, and targets of one answer. */
const onPage = 200;
const inAnswer = 1_000;

export function TimelineTab({ fleet }: { readonly fleet: FleetView }) {
  const [from, setFrom] = useState(0);
  const { total } = fleet.progress;
  const read = useTimeline(fleet, Math.floor(from / inAnswer) * inAnswer);
  return (
    <SpaceBetween size="m">
      <ReadState read={read} what="the timeline">
        {(timeline) => <Timeline fleet={fleet} timeline={timeline} from={from} />}
      </ReadState>
      <Pages what="Targets" count={total} from={from} size={onPage} onPage={setFrom} />
      <CliLine line={`bgagent fleet log ${fleet.fleet_id}`} />
    </SpaceBetween>
  );
}

interface Props {
  readonly fleet: FleetView;
  readonly timeline: TimelineView;
  readonly from: number;
}

function Timeline({ fleet, timeline: { attempts }, from }: Props) {
  const now = useLatest(attempts);
  const goesOn = !isTerminalFleet(fleet.status) && fleet.started_at !== null;
  const axis = useMemo(
    () =>
      busyAxis(
        attempts.map((attempt) => spanOf(attempt, now)),
        goesOn ? now : undefined,
      ),
    [attempts, now, goesOn],
  );
  const log = usePauseLog(fleet, axis.pieces.filter(({ isCut }) => isCut).length);
  const pauses = pausesIn(log.data ?? [], now);
  const to = Math.min(fleet.progress.total, from + onPage);
  const lanes = lanesOf(attempts, now).filter(({ ordinal }) => ordinal >= from && ordinal < to);
  const unbegun = to - from - lanes.length;
  const first = axis.pieces[0];
  return (
    <SpaceBetween size="s">
      <Header
        variant="h2"
        counter={`(${lanes.length})`}
        description={
          first &&
          `${aboutBars(axis.busyMs)} It began on ${new Date(first.from).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' })}.`
        }
      >
        Timeline
      </Header>
      {lanes.length === 0 ? (
        <Box>No attempt of {from === 0 ? 'this fleet' : 'these targets'} has begun.</Box>
      ) : (
        <>
          <TimelineLanes lanes={lanes} axis={axis} pauses={pauses} now={now} goesOn={goesOn} />
          {unbegun > 0 && (
            <Box color="text-body-secondary">
              {plural(unbegun, 'target')} {unbegun === 1 ? 'has' : 'have'} not begun.
            </Box>
          )}
          <ExpandableSection headerText="The same as a table">
            <TimelineTable lanes={lanes} now={now} />
          </ExpandableSection>
        </>
      )}
    </SpaceBetween>
  );
}

const aboutBars = (busyMs: number): string =>
  `A bar for each attempt; ${formatDuration(busyMs)} in which something ran. Longer stretches in which nothing ran are cut out.`;

/** The time, but not before what the service has seen: its clock and that of this machine may differ. */
function useLatest(attempts: TimelineView['attempts']): number {
  const now = useNow();
  const latest = useMemo(
    () => Math.max(0, ...attempts.map(({ started_at, finished_at }) => Date.parse(finished_at ?? started_at))),
    [attempts],
  );
  return Math.max(now, latest);
}
