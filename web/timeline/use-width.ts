/** How wide an element is, for what has room in it. */
import { useEffect, useRef, useState, type RefObject } from 'react';

/** Before it was measured. */
const usual = 800;

export function useWidth(): readonly [RefObject<HTMLSpanElement | null>, number] {
  const place = useRef<HTMLSpanElement>(null);
  const [width, setWidth] = useState(usual);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(entry.contentRect.width);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [place, width];
}
