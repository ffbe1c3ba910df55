/** A key that does something while a component is shown. It is off while somebody types, in dialogs, and by the switch in Settings. */
import { useEffect, useEffectEvent } from 'react';
import { addShortcut } from './shortcuts.ts';

/**
 * @param key as the browser names it: `j`, `Enter`, `Escape`, `/`; two after one another: `g i`
 * @param label what it does, for the help: `Pause the fleet`
 * @param handler may be another function at each render; undefined: the key does nothing now, and the help does not list it
 */
export function useShortcut(key: string, label: string, handler: (() => void) | undefined): void {
  const run = useEffectEvent(() => {
    handler?.();
  });
  const isOn = handler !== undefined;
  useEffect(
    () =>
      isOn
        ? addShortcut({
            key,
            label,
            run: () => {
              run();
            },
          })
        : undefined,
    [key, label, isOn],
  );
}
