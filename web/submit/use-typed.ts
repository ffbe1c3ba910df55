/** What somebody types into a field: it is written into the draft a moment later, so that a long draft does not hold up the keys. */
import { useEffect, useEffectEvent, useState } from 'react';

/** Milliseconds after the last key. */
const pause = 250;

export interface Typed {
  readonly text: string;
  readonly type: (text: string) => void;
  /** Writes what was typed at once. */
  readonly flush: () => void;
}

/** @param shown as the draft has it; when that changes, what was typed is forgotten */
export function useTyped(shown: string, write: (text: string) => void): Typed {
  const [typed, setTyped] = useState<{ readonly over: string; readonly text: string }>();
  const isOpen = typed !== undefined && typed.over === shown && typed.text !== shown;
  const flush = useEffectEvent(() => {
    if (isOpen) write(typed.text);
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setTimeout(flush, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [isOpen, typed]);
  return {
    text: typed !== undefined && typed.over === shown ? typed.text : shown,
    type: (text) => {
      setTyped({ over: shown, text });
    },
    flush: () => {
      if (isOpen) write(typed.text);
    },
  };
}
