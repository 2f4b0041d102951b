import { useEffect, useEffectEvent, useState } from 'react';

/** The keys of the call; each is pressed alone. */
export const SHORTCUTS = {
  mic: 'm',
  camera: 'v',
  share: 's',
  hand: 'h',
  people: 'p',
  chat: 'c',
  questions: 'q',
  fullScreen: 'f',
  help: '?',
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

const STORAGE_KEY = 'shortcuts';
// Where a letter is text, or chooses something.
const TAKES_LETTERS = 'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"]';

/**
 * Listens for the keys of the call, except while something that takes letters has the focus.
 * @param isEnabled people who dictate or press keys by accident switch them off (WCAG 2.1.4)
 */
export function useShortcuts(isEnabled: boolean, actions: Readonly<Record<Shortcut, () => void>>): void {
  const act = useEffectEvent((shortcut: Shortcut) => actions[shortcut]());
  useEffect(() => {
    if (!isEnabled) {
      return undefined;
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      const isTaken = target instanceof Element && target.closest(TAKES_LETTERS) !== null;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat && !event.isComposing;
      if (isPlain && !isTaken) {
        const name = (Object.keys(SHORTCUTS) as Shortcut[]).find((key) => SHORTCUTS[key] === event.key.toLowerCase());
        if (name !== undefined) {
          event.preventDefault();
          act(name);
        }
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [isEnabled]);
}

/** Whether the person wants the keys, remembered in this browser. */
export function useShortcutsWanted(): readonly [boolean, (isWanted: boolean) => void] {
  const [isWanted, setWanted] = useState(() => readSetting() !== 'off');
  const remember = (next: boolean) => {
    setWanted(next);
    try {
      localStorage.setItem(STORAGE_KEY, next ? 'on' : 'off');
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  };
  return [isWanted, remember];
}

function readSetting(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
