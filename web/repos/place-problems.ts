/** Puts the problems of a request at the fields of a form. */

export interface Told {
  /** JSON Pointer. */
  readonly path: string;
  readonly message: string;
}

export interface Placed<Field extends string> {
  /** A sentence for each field that has a problem. */
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  /** Those that belong to no field. */
  readonly others: readonly string[];
}

/** A field with several problems shows all of them. */
export function placeProblems<Field extends string>(
  problems: readonly Told[],
  fieldOf: (path: string) => Field | undefined,
): Placed<Field> {
  const fields: Partial<Record<Field, string>> = {};
  const others: string[] = [];
  for (const { path, message } of problems) {
    const field = fieldOf(path);
    if (field === undefined) others.push(message);
    else fields[field] = [...(fields[field] === undefined ? [] : [fields[field]]), withoutPlace(message, path)].join(' ');
  }
  return { fields, others };
}

/** At its field a problem needs no name: `budget/fleet_usd must be …` → `Must be …`. */
function withoutPlace(message: string, path: string): string {
  const place = `${path.slice(1)} `;
  const rest = message.startsWith(place) ? message.slice(place.length) : message;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** A text that is no number goes into the request as it is, so that the rule of its place refuses it. */
export const numberOf = (text: string): number | string => (/^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim());
