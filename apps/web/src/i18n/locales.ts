/** The languages of the web app, the default one first. */
export const LOCALES = ['en', 'zh-CN'] as const;

export type Locale = (typeof LOCALES)[number];

/** Each language by its own name. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' };

/** The cookie that holds a person's explicit choice. */
export const LOCALE_COOKIE = 'locale';

const ONE_YEAR_S = 365 * 24 * 60 * 60;

/**
 * The language to speak: the chosen one, or else the best of what the browser asks for.
 * @param chosen value of the cookie, if any
 * @param acceptLanguage the request's Accept-Language header, if any
 */
export function negotiateLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  const exact = LOCALES.find((locale) => locale === chosen);
  if (exact !== undefined) {
    return exact;
  }
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const q = parameters.map((parameter) => /^\s*q=([\d.]+)/u.exec(parameter)?.[1]).find(Boolean);
      return { tag, weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wishes) {
    const language = tag.split('-')[0];
    const match = LOCALES.find((locale) => locale.split('-')[0] === language);
    if (match !== undefined) {
      return match;
    }
  }
  return LOCALES[0];
}

/** Remembers the choice for this browser; it takes effect with the next request. */
export function rememberLocale(locale: Locale): void {
  document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=${ONE_YEAR_S}; samesite=lax`;
}
