/** The first of a list that may be long, and how many there are besides. */
interface Props<T> {
  readonly items: readonly T[];
  readonly most: number;
  readonly text: (item: T) => string;
}

export function SomeOf<T>({ items, most, text }: Props<T>) {
  return (
    <ul className="submit-list">
      {items.slice(0, most).map((item, at) => (
        // Two items may have one text.
        <li key={at}>{text(item)}</li>
      ))}
      {items.length > most && <li>and {(items.length - most).toLocaleString('en-US')} more</li>}
    </ul>
  );
}
