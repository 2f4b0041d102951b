'use client';

import { Check, Link as LinkIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from './button';
import type { ButtonLook } from './button-class';
import { copyText } from './copy-text';

const SHOWN_MS = 2_500;

export interface CopyLinkButtonProps extends ButtonLook {
  /** The path of the page to share, such as `/r/kf3m-9qzt-w2xe`. */
  readonly path: string;
  /** Says which link it is, where there is more than one. */
  readonly label?: string;
}

/** Puts a link to a page of this server on the clipboard and says so. */
export function CopyLinkButton({ path, label, ...look }: CopyLinkButtonProps) {
  const t = useTranslations('common');
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) {
      return undefined;
    }
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <>
      <Button
        {...look}
        icon={copied ? <Check aria-hidden /> : <LinkIcon aria-hidden />}
        onPress={() => {
          void copyText(`${window.location.origin}${path}`).then(setCopied);
        }}
      >
        {copied ? t('linkCopied') : (label ?? t('copyLink'))}
      </Button>
      <span role="status" className="visually-hidden">
        {copied ? t('linkCopied') : ''}
      </span>
    </>
  );
}
