/** Says that a draft came back, and that something that looks like a secret is not kept with it. */
import Alert from '@cloudscape-design/components/alert';
import { useMemo, useState } from 'react';
import type { FleetDocument } from './fleet-document.ts';
import { pathText, secretsIn } from './secrets.ts';
import type { DraftState } from './use-draft.ts';

interface Props {
  readonly state: DraftState;
  readonly fleet: FleetDocument;
}

export function DraftNotices({ state, fleet }: Props) {
  const [isClosed, setClosed] = useState(false);
  const secrets = useMemo(() => secretsIn(fleet.body), [fleet.body]);
  return (
    <>
      {state.isRestored && !isClosed && (
        <Alert
          dismissible
          onDismiss={() => {
            setClosed(true);
          }}
        >
          This is your draft from before, as this browser kept it. Discard draft begins anew.
        </Alert>
      )}
      {secrets.length > 0 && (
        <Alert type="warning" header="This looks like a secret">
          {secrets.slice(0, 5).map(pathText).join(', ')}
          {secrets.length > 5 && ` and ${secrets.length - 5} more`}: everybody who may see the fleet can read it there. This
          browser keeps the draft without it, so a reload asks for it again.
        </Alert>
      )}
    </>
  );
}
