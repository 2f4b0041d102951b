'use client';

import '@fontsource-variable/inter';
import './globals.css';
import { useSyncExternalStore } from 'react';
import en from '@/i18n/messages/en/common.json';
import zh from '@/i18n/messages/zh-CN/common.json';
import { negotiateLocale } from '@/i18n/locales';
import { buttonClass } from '@/ui/button-class';
import page from '@/ui/message-page.module.css';

const noSubscription = () => () => undefined;

/**
 * Stands in for the whole document when the root layout itself failed, so it brings its own words and needs
 * nothing but React.
 */
export default function GlobalError({ reset }: { readonly reset: () => void }) {
  const locale = useSyncExternalStore(
    noSubscription,
    () => negotiateLocale(undefined, navigator.languages.join(',')),
    () => 'en',
  );
  const words = locale === 'zh-CN' ? zh : en;
  return (
    <html lang={locale}>
      <body>
        <main className={page.main}>
          <title>{words.crash.title}</title>
          <h1 className={page.title}>{words.crash.title}</h1>
          <p className={page.text}>{words.crash.text}</p>
          <div className={page.actions}>
            <button type="button" className={buttonClass({ variant: 'primary', size: 'l' })} onClick={reset}>
              {words.tryAgain}
            </button>
          </div>
        </main>
      </body>
    </html>
  );
}
