/** The draft that somebody writes, kept in this browser so that a reload, a closed tab or a lost session takes nothing away. */
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { newKey } from '../api/browser-client.ts';
import { draftsName, readDrafts, storable, withDraft, withoutDraft, type Draft } from './draft.ts';

/** Milliseconds after the last change. */
const pause = 300;

export interface DraftState {
  readonly draft: Draft;
  /** Whether it came from an earlier visit. */
  readonly isRestored: boolean;
  readonly setText: (change: string | ((before: string) => string)) => void;
  readonly setView: (view: Draft['view']) => void;
  /** A key of its own for what is sent next: it is another fleet. */
  readonly renewKey: () => void;
  /** It is sent now: its key stays with it, even where nothing of it was changed. */
  readonly keep: () => void;
  /** Begins anew. */
  readonly discard: () => void;
  /** It has become a fleet: nothing of it is kept. */
  readonly forget: () => void;
}

const stored = (): readonly Draft[] => {
  try {
    return readDrafts(localStorage.getItem(draftsName));
  } catch {
    // The browser keeps nothing for this page.
    return [];
  }
};

function store(drafts: readonly Draft[]): void {
  try {
    localStorage.setItem(draftsName, JSON.stringify(drafts));
  } catch {
    // It has no room, or keeps nothing: the draft lives as long as the page.
  }
}

/** @param initial the text that a new draft from this origin begins with */
export function useDraft(origin: string, initial: string): DraftState {
  const begin = (): Draft => ({ origin, text: initial, key: newKey(), view: 'form' });
  const [found] = useState(() => stored().find((draft) => draft.origin === origin));
  const [draft, setDraft] = useState<Draft>(() => found ?? begin());
  // The screen may be left before it is drawn once more.
  const isOver = useRef(false);
  const wasSent = useRef(false);
  const save = useEffectEvent(() => {
    if (isOver.current || (draft.text === initial && !wasSent.current)) store(withoutDraft(stored(), origin));
    else store(withDraft(stored(), storable(draft)));
  });
  useEffect(() => {
    const timer = setTimeout(save, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [draft]);
  useEffect(() => {
    const atOnce = (): void => {
      save();
    };
    window.addEventListener('pagehide', atOnce);
    return () => {
      window.removeEventListener('pagehide', atOnce);
      save();
    };
  }, []);
  const setText = useCallback<DraftState['setText']>((change) => {
    setDraft((before) => ({ ...before, text: typeof change === 'string' ? change : change(before.text) }));
  }, []);
  return {
    draft,
    isRestored: found !== undefined && found.text !== initial && draft.key === found.key,
    setText,
    setView: (view) => {
      setDraft((before) => ({ ...before, view }));
    },
    renewKey: () => {
      setDraft((before) => ({ ...before, key: newKey() }));
    },
    keep: () => {
      wasSent.current = true;
      store(withDraft(stored(), storable(draft)));
    },
    discard: () => {
      wasSent.current = false;
      setDraft({ ...begin(), view: draft.view });
    },
    forget: () => {
      isOver.current = true;
      store(withoutDraft(stored(), origin));
    },
  };
}
