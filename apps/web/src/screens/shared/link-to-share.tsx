'use client';

import { useTranslations } from 'next-intl';
import { useServerAccess } from '@/call/use-server-access';
import { CopyLinkButton, type CopyLinkButtonProps } from '@/ui/copy-link-button';

export interface LinkToShareProps extends CopyLinkButtonProps {
  /** Of the words that stand in its place where a link alone lets nobody in; without it there are none. */
  readonly hintClassName?: string | undefined;
}

/**
 * Copies a link to invite others with. Where people come in by invitations of their own there is no such link: then it
 * says so, and offers none.
 */
export function LinkToShare({ hintClassName, ...link }: LinkToShareProps) {
  const t = useTranslations('common');
  const access = useServerAccess();
  if (access === 'open') {
    return <CopyLinkButton {...link} />;
  }
  return access === 'closed' && hintClassName !== undefined ? <p className={hintClassName}>{t('byInvitation')}</p> : null;
}
