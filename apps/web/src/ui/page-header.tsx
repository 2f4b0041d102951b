'use client';

import { Languages, Monitor, Moon, Sun, SunMoon } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { LOCALES, LOCALE_NAMES, rememberLocale } from '@/i18n/locales';
import { IconButton } from './icon-button';
import { Mark } from './mark';
import { Menu } from './menu';
import styles from './page-header.module.css';

/** The head of every page but the call: the name, and the choice of language and appearance. */
export function PageHeader() {
  const t = useTranslations('common');
  return (
    <header className={styles.header}>
      <Link href="/" className={styles.brand}>
        <Mark className={styles.mark} />
        <span>{t('appName')}</span>
      </Link>
      <div className={styles.choices}>
        <LanguageMenu />
        <ThemeMenu />
      </div>
    </header>
  );
}

function LanguageMenu() {
  const t = useTranslations('common');
  const locale = useLocale();
  const router = useRouter();
  return (
    <Menu
      label={t('language')}
      trigger={<IconButton label={t('language')} icon={<Languages aria-hidden />} tooltipPlacement="bottom" />}
      entries={LOCALES.map((id) => ({ id, label: LOCALE_NAMES[id], lang: id }))}
      selected={locale}
      onAction={(id) => {
        const chosen = LOCALES.find((candidate) => candidate === id);
        if (chosen !== undefined) {
          rememberLocale(chosen);
          router.refresh();
        }
      }}
    />
  );
}

function ThemeMenu() {
  const t = useTranslations('common');
  const { theme = 'system', setTheme } = useTheme();
  return (
    <Menu
      label={t('theme.label')}
      trigger={<IconButton label={t('theme.label')} icon={<SunMoon aria-hidden />} tooltipPlacement="bottom" />}
      entries={[
        { id: 'system', label: t('theme.system'), icon: <Monitor aria-hidden /> },
        { id: 'light', label: t('theme.light'), icon: <Sun aria-hidden /> },
        { id: 'dark', label: t('theme.dark'), icon: <Moon aria-hidden /> },
      ]}
      selected={theme}
      onAction={setTheme}
    />
  );
}
