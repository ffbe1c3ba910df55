/** Whether something has gone on for a time. It begins anew with another `what`. */
import { useEffect, useState } from 'react';

export function useLate(afterMs: number, what: string): boolean {
  const [late, setLate] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(what);
    }, afterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [afterMs, what]);
  return late === what;
}
