'use client';

import { useTranslations } from 'next-intl';
import { CopyLinkButton } from '@/ui/copy-link-button';
import { useSelfId } from '../hooks/use-room';
import styles from './alone.module.css';
import { PersonTile } from './person-tile';

/** Nobody else is here yet: one's own picture, and the link to send to the others. */
export function Alone({ roomId }: { readonly roomId: string }) {
  const t = useTranslations('call.alone');
  const selfId = useSelfId();
  const { host } = window.location;
  return (
    <div className={styles.alone}>
      <div className={styles.self}>
        <PersonTile peerId={selfId} />
      </div>
      <section className={styles.invite}>
        <h2 className={styles.title}>{t('title')}</h2>
        <p className={styles.text}>{t('text')}</p>
        <p className={styles.link}>{`${host}/r/${roomId}`}</p>
        <CopyLinkButton path={`/r/${roomId}`} variant="primary" isWide />
      </section>
    </div>
  );
}
