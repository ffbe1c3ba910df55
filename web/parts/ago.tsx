/** How long ago, with the time itself for those who point at it. */
import { agoWords } from '../words/ago.ts';
import { useNow } from './use-now.ts';

export function Ago({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {agoWords(at, Math.max(now, Date.parse(at)))}
    </time>
  );
}
