'use client';

import { useTranslations } from 'next-intl';
import { useServerAccess } from '@/call/use-server-access';
import { LinkToShare } from '@/screens/shared/link-to-share';
import { useIsBroadcast, useIsOnStage, useSelfId } from '../hooks/use-room';
import { audiencePath, meetingPath } from '../links';
import styles from './alone.module.css';
import { PersonTile } from './person-tile';

/** Nobody else is here yet: one's own picture, and the link to send to the others. */
export function Alone({ roomId }: { readonly roomId: string }) {
  const t = useTranslations('call.alone');
  const selfId = useSelfId();
  const isBroadcast = useIsBroadcast();
  const access = useServerAccess();
  if (!useIsOnStage()) {
    return <EmptyStage />;
  }
  const { host } = window.location;
  const path = isBroadcast ? audiencePath(roomId) : meetingPath(roomId);
  return (
    <div className={styles.alone}>
      <div className={styles.self}>
        <PersonTile peerId={selfId} />
      </div>
      <section className={styles.invite}>
        <h2 className={styles.title}>{isBroadcast ? t('broadcastTitle') : t('title')}</h2>
        {access === 'open' && (
          <>
            <p className={styles.text}>{isBroadcast ? t('broadcastText') : t('text')}</p>
            <p className={styles.link}>{`${host}${path}`}</p>
          </>
        )}
        <LinkToShare path={path} variant="primary" isWide hintClassName={styles.text} />
      </section>
    </div>
  );
}

/** One watches, and nobody is on the stage. */
function EmptyStage() {
  const t = useTranslations('call.alone');
  return (
    <div className={styles.nobody}>
      <h2 className={styles.title}>{t('nobodyTitle')}</h2>
      <p className={styles.text}>{t('nobodyText')}</p>
    </div>
  );
}
