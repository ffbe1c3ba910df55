/** A new fleet from nothing, from repositories that were chosen elsewhere, or from a fleet that was submitted before. */
// First here too: what this script shares with the first one is in a file of its own, which is run before either.
import '../no-eval.ts';
import { useMemo } from 'react';
import { ReadState } from '../parts/read-state.tsx';
import { textOfRepos } from './draft.ts';
import { FromNotice } from './from-notice.tsx';
import { remake } from './from-fleet.ts';
import { originOf } from './origin.ts';
import { SubmitEditor } from './submit-editor.tsx';
import { useFrom, type From } from './use-from.ts';

interface Props {
  readonly from: string | null;
  readonly repos: string | null;
}

export function SubmitScreen({ from, repos }: Props) {
  if (from !== null) return <FromScreen from={from} />;
  return <SubmitEditor origin={originOf({ from, repos })} initial={textOfRepos(repos)} />;
}

function FromScreen({ from }: { readonly from: string }) {
  const read = useFrom(from);
  return (
    <ReadState read={read} what="the fleet and its targets" page>
      {(data) => <AgainScreen from={data} />}
    </ReadState>
  );
}

function AgainScreen({ from }: { readonly from: From }) {
  const { text, notes } = useMemo(() => remake(from.fleet, from.targets), [from]);
  return (
    <SubmitEditor
      origin={`from=${from.fleet.fleet_id}`}
      initial={text}
      notice={(setText) => <FromNotice fleet={from.fleet} notes={notes} whole={text} setText={setText} />}
    />
  );
}
