/** A value once it has not changed for a moment, so that not every letter that is typed asks the API. */
import { useEffect, useState } from 'react';

/** @param key equal keys mean equal values */
export function useSettled<T>(value: T, key: string, ms = 500): T {
  const [settled, setSettled] = useState({ value, key });
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled((before) => (before.key === key ? before : { value, key }));
    }, ms);
    return () => {
      clearTimeout(timer);
    };
  }, [value, key, ms]);
  return settled.value;
}
