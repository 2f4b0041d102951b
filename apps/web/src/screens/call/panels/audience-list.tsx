'use client';

import { ArrowUpFromLine, Hand } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { TextField } from '@/ui/text-field';
import styles from './people-panel.module.css';
import { PersonMenu } from './person-menu';
import { useAudience } from './use-audience';
import type { PersonAction, PersonActions } from './use-person-actions';

/** Those who watch, for hosts: found by name, and brought on the stage. */
export function AudienceList({ act }: Pick<PersonActions, 'act'>) {
  const t = useTranslations('call.people');
  const tError = useTranslations('errors.code');
  const [search, setSearch] = useState('');
  const { viewers, total, hasMore, isLoading, failure, loadMore, drop } = useAudience(search.trim());

  const actOn = (peerId: string, action: PersonAction) => {
    void act(peerId, action).then((isDone) => isDone && drop(peerId));
  };

  return (
    <>
      <TextField
        className={styles.search}
        type="search"
        label={t('searchAudience')}
        isLabelHidden
        placeholder={t('searchAudience')}
        value={search}
        onChange={setSearch}
      />
      <p role="status" className="visually-hidden">
        {total === null ? '' : t('found', { count: total })}
      </p>
      <ul className={styles.list} aria-label={t('audience')} tabIndex={0}>
        {viewers.map(({ id, name, handRaised }) => (
          <li key={id} className={styles.row} data-viewer-id={id}>
            <span className={styles.face}>
              <Avatar name={name} />
            </span>
            <span className={styles.words}>
              <span className={styles.name} title={name}>
                {name}
              </span>
            </span>
            {handRaised && <Hand role="img" aria-label={t('handUp')} className={styles.handUp} />}
            <span className={styles.actions}>
              <IconButton
                className={styles.menu}
                label={t('toStageName', { name })}
                icon={<ArrowUpFromLine aria-hidden />}
                tooltipPlacement="left"
                onPress={() => actOn(id, 'toStage')}
              />
              <PersonMenu name={name} role="viewer" onAction={(action) => actOn(id, action)} />
            </span>
          </li>
        ))}
        {hasMore && (
          <li className={styles.more}>
            <Button isWide isPending={isLoading} onPress={loadMore}>
              {t('loadMore', { count: (total ?? 0) - viewers.length })}
            </Button>
          </li>
        )}
      </ul>
      {failure !== null && (
        <p role="alert" className={styles.failure}>
          {tError(failure)}
        </p>
      )}
      {total === 0 && failure === null && (
        <p className={styles.none}>{search.trim() === '' ? t('nobodyWatches') : t('nobodyFound')}</p>
      )}
    </>
  );
}
