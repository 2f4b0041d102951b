'use client';

import { useTranslations } from 'next-intl';
import styles from './people-panel.module.css';
import type { PersonFailure } from './use-person-actions';

/** Says why the last thing that a host wanted to do about somebody did not work. */
export function PersonFailureText({ failure }: { readonly failure: PersonFailure | null }) {
  const t = useTranslations('call.people.failed');
  const tError = useTranslations('errors.code');
  const words = (code: PersonFailure['code']) => {
    switch (code) {
      case 'LIMIT_EXCEEDED':
        return t('stageFull');
      case 'CONFLICT':
        return t('lastHost');
      case 'NOT_FOUND':
        return t('gone');
      default:
        return tError(code);
    }
  };
  return <div role="alert">{failure !== null && <p className={styles.failure}>{words(failure.code)}</p>}</div>;
}
