'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCall } from '@/call';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { useLobby } from '../hooks/use-lobby';
import { useMayModerate } from '../hooks/use-rights';
import styles from './people-panel.module.css';

/**
 * Those who wait in the lobby, for hosts: each is let in or turned away, or all are let in, unless their invitation
 * leaves that out.
 */
export function LobbySection() {
  const t = useTranslations('call.lobby');
  const { host } = useCall();
  const { visitors, total } = useLobby();
  const mayModerate = useMayModerate();
  if (total === 0) {
    return null;
  }
  // Who gave up meanwhile is gone from the list in a moment: nothing has to be said about it.
  const quietly = (done: Promise<void>) => void done.catch(() => undefined);
  return (
    <section className={styles.hands} aria-labelledby="lobby-section" data-testid="lobby-section">
      <div className={styles.sectionHead}>
        <h3 id="lobby-section" className={styles.section}>
          {t('title', { count: total })}
        </h3>
        {mayModerate && total > 1 && (
          <Button className={styles.call} onPress={() => quietly(host.admitAll())}>
            {t('admitAll')}
          </Button>
        )}
      </div>
      <ul className={styles.handList}>
        {visitors.map(({ id, name }) => (
          <li key={id} className={styles.visitor}>
            <span className={styles.handName} title={name}>
              {name}
            </span>
            {mayModerate && (
              <>
                <Button
                  className={styles.call}
                  variant="primary"
                  aria-label={t('admitName', { name })}
                  onPress={() => quietly(host.admit(id))}
                >
                  {t('admit')}
                </Button>
                <IconButton
                  className={styles.menu}
                  label={t('denyName', { name })}
                  icon={<X aria-hidden />}
                  tooltipPlacement="left"
                  onPress={() => quietly(host.deny(id))}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      {total > visitors.length && <p className={styles.none}>{t('more', { count: total - visitors.length })}</p>}
      {!mayModerate && <p className={styles.note}>{t('notInvited')}</p>}
    </section>
  );
}
