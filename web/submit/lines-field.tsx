/** Fields with one entry a line: lists, and maps as `name=value`. */
import { valueAt } from './fleet-document.ts';
import { linesOfList, linesOfMap, listOfLines, mapEdits } from './form-values.ts';
import { TypedField, useForm } from './fields.tsx';
import type { Path } from './edit-fleet.ts';
import { useState } from 'react';

interface Props {
  readonly label: string;
  readonly path: Path;
  readonly description?: string;
  readonly placeholder?: string;
  readonly rows?: number;
}

export function ListField({ rows = 2, ...props }: Props) {
  const { body, edit } = useForm();
  return (
    <TypedField
      {...props}
      rows={rows}
      shown={linesOfList(valueAt(body, props.path))}
      write={(text) => {
        edit([{ path: props.path, value: listOfLines(text) }]);
      }}
    />
  );
}

/** @param props.hidden names that another field shows */
export function MapField({ rows = 2, hidden = [], ...props }: Props & { readonly hidden?: readonly string[] }) {
  const { body, edit } = useForm();
  const [bad, setBad] = useState<readonly number[]>([]);
  const all = valueAt(body, props.path);
  const shown =
    typeof all === 'object' && all !== null
      ? Object.fromEntries(Object.entries(all).filter(([key]) => !hidden.includes(key)))
      : {};
  return (
    <TypedField
      {...props}
      rows={rows}
      shown={linesOfMap(shown)}
      error={bad.length > 0 ? badLines(bad) : undefined}
      write={(text) => {
        const read = mapEdits(props.path, shown, text);
        setBad(read.bad);
        if (read.bad.length === 0) edit(read.edits);
      }}
    />
  );
}

/** Example: `Line 2 is no NAME=VALUE, and is not taken over yet.` */
export const badLines = (lines: readonly number[]): string =>
  `${lines.length === 1 ? `Line ${lines.join()} is` : `Lines ${lines.join(', ')} are`} no NAME=VALUE: nothing is taken over before it is mended.`;
