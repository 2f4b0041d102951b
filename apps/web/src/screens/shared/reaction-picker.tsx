'use client';

import { REACTIONS, type Reaction } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { Button } from 'react-aria-components';
import { useCall } from '@/call';
import styles from './reaction-picker.module.css';

/** Each reaction's name in the texts. */
const NAMES = {
  '👍': 'thumbsUp',
  '❤️': 'heart',
  '👏': 'clap',
  '😂': 'laugh',
  '🎉': 'party',
  '😮': 'wow',
} as const satisfies Record<Reaction, string>;

/** The reactions to choose from. Choosing leaves it open: people clap more than once. */
export function ReactionPicker() {
  const t = useTranslations('call.reactions');
  const { stage } = useCall();
  return (
    <div role="group" aria-label={t('label')} className={styles.picker}>
      {REACTIONS.map((reaction) => (
        <Button
          key={reaction}
          className={styles.reaction ?? ''}
          aria-label={t(NAMES[reaction])}
          // One that is lost, or was one too many, is no harm.
          onPress={() => void stage.react(reaction).catch(() => undefined)}
        >
          {reaction}
        </Button>
      ))}
    </div>
  );
}
