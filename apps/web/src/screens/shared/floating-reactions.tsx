'use client';

import type { CallState } from '@plenary/client';
import { useLocale } from 'next-intl';
import { useState } from 'react';
import { useCallState } from '@/call';
import { floatsOf, type Float } from './floats';
import styles from './floating-reactions.module.css';

/** So many at a time at the most, whatever a crowd sends. */
const MOST = 24;
const NONE = { batch: 0, counts: {} };
const selectReactions = (state: CallState) => state.room?.reactions ?? NONE;

/**
 * Reactions rise over the positioned parent, counted: a thousand people who clap are one pair of hands with a number.
 * It is for the eye only; reading every one of them out would drown what is said.
 */
export function FloatingReactions() {
  const locale = useLocale();
  const { batch, counts } = useCallState(selectReactions);
  const [state, setState] = useState<{ readonly seen: number; readonly floats: readonly Float[] }>({ seen: batch, floats: [] });
  if (state.seen !== batch) {
    const fresh = floatsOf(batch, counts);
    setState({ seen: batch, floats: [...state.floats, ...fresh].slice(-MOST) });
  }
  const gone = (key: string) =>
    setState((last) => ({ ...last, floats: last.floats.filter((float) => float.key !== key) }));

  return (
    <div className={styles.space} aria-hidden="true" data-testid="reactions">
      {state.floats.map(({ key, reaction, count, place }) => (
        <span
          key={key}
          className={styles.float}
          style={{ left: `${place * 100}%` }}
          data-reaction={reaction}
          onAnimationEnd={() => gone(key)}
        >
          <span className={styles.emoji}>{reaction}</span>
          {count > 1 && <span className={styles.count}>{count.toLocaleString(locale)}</span>}
        </span>
      ))}
    </div>
  );
}
