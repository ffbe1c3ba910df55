/** The cells of a target's row that both tables have. */
import type { TargetStatus } from '../../core/fleet.ts';
import type { TargetView } from '../../contracts/http/fleet.ts';
import { OutsideLink } from '../parts/outside-link.tsx';
import { statusSlug, targetWords } from '../words/status-words.ts';
import { changeWords, lastWords, pullRequestName, waitWords } from './row-words.ts';

/** A status without the weight of a component: of a table with thousands of rows, and of cells of a picture. */
export function PlainStatus({ status }: { readonly status: TargetStatus }) {
  return (
    <span className="target-status">
      <span aria-hidden className={`target-dot ${statusSlug(status)}`} />
      {targetWords[status]}
    </span>
  );
}

export function StatusCell({ row, status }: { readonly row: TargetView | undefined; readonly status: TargetStatus }) {
  const waits = row?.status === status ? waitWords(row) : undefined;
  return (
    <>
      <PlainStatus status={status} />
      {waits !== undefined && <span className="target-waits"> {waits}</span>}
    </>
  );
}

interface LinkProps {
  readonly path: string;
  readonly href: string;
  /** Whether the target is shown beside the list. */
  readonly isOpen?: boolean;
  readonly tabIndex?: number;
}

export function TargetLink({ path, href, isOpen = false, tabIndex }: LinkProps) {
  return (
    <a href={href} className="target-link" data-target={path} aria-current={isOpen || undefined} tabIndex={tabIndex} title={path}>
      {path}
    </a>
  );
}

export function PullRequestCell({ url }: { readonly url: string | null }) {
  return url === null ? <>–</> : <OutsideLink href={url}>{pullRequestName(url)}</OutsideLink>;
}

export function ChangeCell({ change }: Pick<TargetView, 'change'>) {
  return <>{change === null ? '–' : changeWords(change)}</>;
}

export function ReasonCell({ row }: { readonly row: TargetView }) {
  const words = lastWords(row);
  return (
    <span className="target-reason" title={words}>
      {words}
    </span>
  );
}
