/** Which targets are selected, as ordinals: by one, as a range, or all that are shown. */

export interface Selection {
  readonly selected: ReadonlySet<number>;
  /** The ordinal that was toggled last: a range begins there. */
  readonly anchor: number | undefined;
}

export const nothingSelected: Selection = { selected: new Set(), anchor: undefined };

export function toggleOne({ selected }: Selection, ordinal: number): Selection {
  const after = new Set(selected);
  if (!after.delete(ordinal)) after.add(ordinal);
  return { selected: after, anchor: ordinal };
}

/** All that are shown from the one that was toggled last to this one become as that one is. */
export function toggleRange({ selected, anchor }: Selection, shown: readonly number[], ordinal: number): Selection {
  const [from, to] = [anchor === undefined ? -1 : shown.indexOf(anchor), shown.indexOf(ordinal)];
  if (anchor === undefined || from === -1 || to === -1) return toggleOne({ selected, anchor }, ordinal);
  const after = new Set(selected);
  for (const each of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (selected.has(anchor)) after.add(each);
    else after.delete(each);
  }
  return { selected: after, anchor: ordinal };
}

/** All that are shown, or none of them if all are selected already. What is not shown stays. */
export function toggleAll({ selected }: Selection, shown: readonly number[]): Selection {
  const after = new Set(selected);
  if (shown.every((ordinal) => selected.has(ordinal))) for (const ordinal of shown) after.delete(ordinal);
  else for (const ordinal of shown) after.add(ordinal);
  return { selected: after, anchor: undefined };
}

/** Of those that are shown these are selected and no others; what is not shown stays as it is. */
export const selectAmong = ({ selected }: Selection, shown: readonly number[], chosen: readonly number[]): Selection => {
  const hidden = [...selected].filter((ordinal) => !shown.includes(ordinal));
  return { selected: new Set([...hidden, ...chosen]), anchor: undefined };
};
