/** A unified diff: files as headings, lines with their sign. */
interface Props {
  readonly text: string;
  /** Whether the text is not whole, because it was too long to be kept. */
  readonly cut: boolean;
}

export function DiffView({ text, cut }: Props) {
  return <pre>{cut ? `${text}\n…` : text}</pre>;
}
