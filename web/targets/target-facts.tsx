/** What a target is and what became of it, in few words. */
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { holdsSlot } from '../../core/fleet.ts';
import { formatDuration } from '../../core/text/duration.ts';
import type { TargetView } from '../../contracts/http/fleet.ts';
import { OutsideLink } from '../parts/outside-link.tsx';
import { TargetStatusWord } from '../parts/status-word.tsx';
import { useNow } from '../parts/use-now.ts';
import { lastBegun, triggerWord } from './attempt-words.ts';
import { changeWords, costOf, pullRequestName, tookWords } from './row-words.ts';
import type { OfTarget } from './of-target.ts';

export function TargetFacts({ fleet, target }: OfTarget) {
  const { pr_url, repo, repos, branch, change, trigger, step, last_line } = target;
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: 'Status', value: <TargetStatusWord status={target.status} /> },
        {
          label: 'Pull request',
          value: pr_url === null ? 'none' : <OutsideLink href={pr_url}>{pullRequestName(pr_url)}</OutsideLink>,
        },
        { label: 'Cost of all attempts', value: target.attempts.length === 0 ? '–' : costOf(target.cost_usd) },
        repos === null
          ? { label: 'Repository', value: repo }
          : { label: 'Repositories', value: repos.map((each) => each.repo).join(', ') },
        { label: 'Branch', value: branch === null ? 'none' : <Copied text={branch} what="branch" /> },
        { label: 'Took', value: <Took target={target} /> },
        { label: 'Changed', value: change === null ? 'nothing' : changeWords(change) },
        { label: 'Last attempt', value: triggerWord(lastBegun(target.attempts)?.trigger ?? trigger) },
        ...(target.agent === null ? [] : [{ label: 'Agent', value: agentWords(target) }]),
        ...(step === null ? [] : [{ label: 'Step', value: step }]),
        ...(fleet.groups.length > 1 ? [{ label: 'Group', value: target.group }] : []),
        ...(last_line === null ? [] : [{ label: 'Last line', value: last_line }]),
      ]}
    />
  );
}

const agentWords = ({ agent, model, turns }: TargetView): string =>
  [agent ?? '–', ...(model === null ? [] : [model]), ...(turns === null ? [] : [`${turns} turns`])].join(' · ');

/** A text that is long and wanted elsewhere. */
export function Copied({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="breaks-anywhere">
      <CopyToClipboard
        variant="inline"
        textToCopy={text}
        copyButtonAriaLabel={`Copy the ${what}`}
        copySuccessText="Copied"
        copyErrorText="This browser did not let it be copied"
      />
    </span>
  );
}

function Took({ target: { status, started_at, duration_s } }: { readonly target: TargetView }) {
  const now = useNow();
  if (duration_s !== null || started_at === null || !holdsSlot(status)) return <>{tookWords(duration_s)}</>;
  return <>{formatDuration(now - Date.parse(started_at))} so far</>;
}
