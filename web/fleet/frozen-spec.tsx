/** All settings of a fleet as YAML: what was frozen when it was submitted, with what was edited since. */
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import { stringify } from 'yaml';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { specOf } from './spec-of-fleet.ts';

export default function FrozenSpec({ fleet }: { readonly fleet: FleetView }) {
  const text = stringify(specOf(fleet), { lineWidth: 0 });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={`Frozen at submit, with what was edited since. Its targets are under Targets. Hash ${fleet.spec_hash.slice(0, 12)}.`}
          actions={
            <CopyToClipboard
              textToCopy={text}
              copyButtonText="Copy"
              copySuccessText="Copied"
              copyErrorText="This browser did not let it be copied"
            />
          }
        >
          As YAML
        </Header>
      }
    >
      <pre className="spec-text" tabIndex={0} aria-label="The settings as YAML">
        {text}
      </pre>
    </Container>
  );
}
