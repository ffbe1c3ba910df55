/** The answer of a target to what its fleet asks for, field by field. */
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { TargetView } from '../../contracts/http/fleet.ts';

export function TargetReport({ target: { report } }: { readonly target: TargetView }) {
  if (report === null) return <Box color="text-body-secondary">It has not answered.</Box>;
  return (
    <KeyValuePairs
      columns={1}
      items={Object.entries(report).map(([label, value]) => ({
        label,
        value: typeof value === 'string' ? value : <pre className="failure-lines">{JSON.stringify(value, undefined, 2)}</pre>,
      }))}
    />
  );
}
