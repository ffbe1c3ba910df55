/** The targets of a fleet that has few: all their rows are read. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useTargetHref } from '../parts/use-target-href.ts';
import { mostRows, type Range } from './row-reads.ts';
import { SmallTargets } from './small-targets.tsx';
import type { ListProps } from './list-props.ts';
import { useOpenTarget } from './use-open-target.ts';
import { useRows, type Rows } from './use-rows.ts';

const allRanges = (total: number): Range[] =>
  Array.from({ length: Math.ceil(total / mostRows) }, (_, block) => ({
    from: block * mostRows,
    to: Math.min(total, (block + 1) * mostRows) - 1,
  }));

export function FewTargets({ fleet, shown, selection, onSelect }: ListProps) {
  const { path, open } = useOpenTarget();
  const hrefOf = useTargetHref();
  const rows = useRows(fleet, {}, allRanges(fleet.progress.total));
  const known = shown.ordinals.flatMap((ordinal) => rows.rowOf(ordinal) ?? []);
  return (
    <>
      <RowsFailure rows={rows} />
      <SmallTargets
        {...{ fleet, hrefOf }}
        rows={known}
        openPath={path}
        selected={selection.selected}
        onSelect={onSelect}
        onOpen={open}
        empty={<NoTargets isReading={shown.ordinals.length > 0} />}
      />
    </>
  );
}

/** Reading the rows failed: those that were read before stay. */
export function RowsFailure({ rows }: { readonly rows: Rows }) {
  if (rows.failure === undefined) return null;
  return (
    <Alert type="warning" header="The rows are not new any more" action={<Button onClick={rows.refetch}>Try now</Button>}>
      {rows.failure.message}
    </Alert>
  );
}

export function NoTargets({ isReading }: { readonly isReading: boolean }) {
  return (
    <Box textAlign="center" color="text-body-secondary" padding="m">
      {isReading ? 'Loading the targets…' : 'No target fits. Change the filters above.'}
    </Box>
  );
}
