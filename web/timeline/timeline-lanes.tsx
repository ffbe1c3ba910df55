/** The lanes of a timeline: an axis with times, bars, and marks where time is cut out. */
import { useLocation, useSearchParams } from 'wouter';
import { textOfName } from '../../core/picture/labels.ts';
import { markOfStatus } from '../../core/picture/status-marks.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { statusSlug } from '../words/status-words.ts';
import type { Axis, Span } from './busy-time.ts';
import { aboutAttempt, spanOf, type Attempt, type Lane } from './lanes-of-targets.ts';
import { cutInWords } from './pauses.ts';
import { useWidth } from './use-width.ts';
import { tickText, ticksOf, withRoom } from './ticks.ts';

interface Props {
  readonly lanes: readonly Lane[];
  readonly axis: Axis;
  readonly pauses: readonly Span[];
  readonly now: number;
  /** Whether the fleet has not ended. */
  readonly goesOn: boolean;
}

export function TimelineLanes({ lanes, axis, pauses, now, goesOn }: Props) {
  const runs = lanes.some(({ attempts }) => attempts.some(({ finished_at }) => finished_at === null));
  return (
    <div className="timeline">
      <div className="timeline-row timeline-head" aria-hidden="true">
        <span>Target</span>
        <Scale axis={axis} pauses={pauses} now={now} goesOn={goesOn} />
        <span className="timeline-took">Took</span>
      </div>
      <ul className="timeline-lanes" aria-label="Attempts by target">
        {lanes.map((lane) => (
          <li key={lane.ordinal} className="timeline-row">
            <span className="timeline-name" title={lane.path}>
              {markOfStatus(lane.attempts.at(-1)?.status ?? 'PENDING')} {textOfName(lane.path)}
            </span>
            <span className="timeline-track">
              <Cuts axis={axis} />
              {lane.attempts.map((attempt) => (
                <Bar key={attempt.attempt} attempt={attempt} axis={axis} now={now} />
              ))}
              {runs && <span className="timeline-now" style={{ left: percent(axis.at(now)) }} />}
            </span>
            <span className="timeline-took">{formatDuration(lane.tookMs)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;

/** Pixels that the label of a stretch and that of a time need. */
const cutLabel = 150;
const tickLabel = 72;

function Scale({ axis, pauses, now, goesOn }: Omit<Props, 'lanes'>) {
  const [place, width] = useWidth();
  const { ticks, stepMs } = ticksOf(axis, tickLabel / width, -new Date(now).getTimezoneOffset() * 60_000);
  const cuts = axis.pieces
    .filter(({ isCut }) => isCut)
    .map((piece) => ({ ...piece, at: piece.at + piece.size / 2, left: piece.at }));
  return (
    <span ref={place} className="timeline-track timeline-scale">
      {withRoom(cuts, cutLabel / width).map((cut) => (
        <span key={cut.from} className={sideOf('timeline-cut-label', cut.at)} style={{ left: percent(cut.at) }}>
          {cutInWords(cut, pauses, goesOn && cut.to === now)}
        </span>
      ))}
      {ticks.map(({ time, at }) => (
        <span key={time} className={sideOf('timeline-tick', at)} style={{ left: percent(at) }}>
          {tickText(time, stepMs)}
        </span>
      ))}
    </span>
  );
}

/** A text at an edge stays inside. */
const sideOf = (name: string, at: number): string => (at < 0.06 ? `${name} at-begin` : at > 0.92 ? `${name} at-end` : name);

function Cuts({ axis }: Pick<Props, 'axis'>) {
  return axis.pieces
    .filter(({ isCut }) => isCut)
    .map(({ from, at, size }) => (
      <span key={from} className="timeline-cut" style={{ left: percent(at), width: percent(size) }} />
    ));
}

function Bar({ attempt, axis, now }: { readonly attempt: Attempt } & Pick<Props, 'axis' | 'now'>) {
  const [location] = useLocation();
  const [search] = useSearchParams();
  const query = new URLSearchParams(search);
  query.set('target', attempt.path);
  query.set('attempt', String(attempt.attempt));
  const { from, to } = spanOf(attempt, now);
  const about = aboutAttempt(attempt, now);
  return (
    <a
      className={`timeline-bar ${statusSlug(attempt.status)}`}
      href={`${location}?${query.toString()}`}
      title={about}
      aria-label={`${textOfName(attempt.path)}, ${about}`}
      style={{ left: percent(axis.at(from)), width: percent(axis.at(to) - axis.at(from)) }}
    />
  );
}
