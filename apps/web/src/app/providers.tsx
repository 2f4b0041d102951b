'use client';

import { NextIntlClientProvider } from 'next-intl';
import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { config } from 'zod';
import type { Locale } from '@/i18n/locales';
import type { Messages } from '@/i18n/messages';

// Nothing is compiled in a page, says its policy; zod would try, and be refused.
config({ jitless: true });

export interface ProvidersProps {
  readonly locale: Locale;
  readonly messages: Messages;
  /** Of the page's policy for scripts, when it has one. */
  readonly nonce: string | undefined;
  readonly children: ReactNode;
}

/** Language and appearance for everything below. */
export function Providers({ locale, messages, nonce, children }: ProvidersProps) {
  // Times are shown in the person's zone, not in the server's.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <ThemeProvider attribute="data-theme" disableTransitionOnChange {...(nonce === undefined ? {} : { nonce })}>
      <NextIntlClientProvider locale={locale} messages={messages} timeZone={timeZone}>
        <I18nProvider locale={locale}>{children}</I18nProvider>
      </NextIntlClientProvider>
    </ThemeProvider>
  );
}
