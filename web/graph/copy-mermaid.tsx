/** The graph as a diagram in Mermaid, for a pull request or a report. */
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { ApiFailure } from '../api/browser-client.ts';
import { readMermaid } from './use-graph.ts';

type State = 'idle' | 'reading' | 'copied' | { readonly failed: string };

export function CopyMermaid({ fleet }: { readonly fleet: FleetView }) {
  const [state, setState] = useState<State>('idle');
  const copy = async (): Promise<void> => {
    setState('reading');
    try {
      await navigator.clipboard.writeText(await readMermaid(fleet.fleet_id));
      setState('copied');
    } catch (error) {
      setState({ failed: error instanceof ApiFailure ? error.message : 'This browser did not let it be copied.' });
    }
  };
  return (
    <div>
      <Button iconName="copy" loading={state === 'reading'} onClick={() => void copy()}>
        Copy as Mermaid
      </Button>
      <span role="status"> {state === 'copied' ? 'Copied' : typeof state === 'object' ? state.failed : ''}</span>
    </div>
  );
}
