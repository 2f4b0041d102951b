'use client';

import type { CallState } from '@plenary/client';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { useCallState } from '@/call';
import { TextField } from '@/ui/text-field';
import { useMayModerate } from '../hooks/use-rights';
import { useSelfId } from '../hooks/use-room';
import { PeopleRow } from './people-row';
import styles from './people-panel.module.css';
import type { PersonActions } from './use-person-actions';

// A list that fits on a screen needs no search.
const SEARCH_FROM = 11;

// Names and ids only, as one string: the list is sorted again when someone comes or goes, not when they mute.
const selectPeople = (state: CallState) =>
  JSON.stringify([...(state.room?.peers.values() ?? [])].map(({ id, name }) => [id, name]));

/** Everyone who takes part by name, oneself first. */
export function StageList({ act }: Pick<PersonActions, 'act'>) {
  const t = useTranslations('call.people');
  const locale = useLocale();
  const selfId = useSelfId();
  const mayModerate = useMayModerate();
  const people = useCallState(selectPeople);
  const [search, setSearch] = useState('');

  const sorted = useMemo(() => {
    const { compare } = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
    return (JSON.parse(people) as [id: string, name: string][]).sort(([idA, a], [idB, b]) =>
      idA === selfId ? -1 : idB === selfId ? 1 : compare(a, b),
    );
  }, [people, locale, selfId]);
  const hasSearch = sorted.length >= SEARCH_FROM;
  const wanted = hasSearch ? search.trim().toLocaleLowerCase(locale) : '';
  const found = sorted.filter(([, name]) => name.toLocaleLowerCase(locale).includes(wanted));

  return (
    <>
      {hasSearch && (
        <TextField
          className={styles.search}
          type="search"
          label={t('search')}
          isLabelHidden
          placeholder={t('search')}
          value={search}
          onChange={setSearch}
        />
      )}
      <ul className={styles.list} aria-label={t('title')} tabIndex={0}>
        {found.map(([id]) => (
          <PeopleRow key={id} peerId={id} isSelf={id === selfId} act={mayModerate ? act : null} />
        ))}
      </ul>
      {found.length === 0 && <p className={styles.none}>{t(sorted.length === 0 ? 'nobodyOnStage' : 'nobodyFound')}</p>}
    </>
  );
}
