import type { Locale } from './locales';
import enCall from './messages/en/call.json';
import enCommon from './messages/en/common.json';
import enErrors from './messages/en/errors.json';
import enHls from './messages/en/hls.json';
import enHome from './messages/en/home.json';
import enLeft from './messages/en/left.json';
import enPrejoin from './messages/en/prejoin.json';
import enWatch from './messages/en/watch.json';
import zhCall from './messages/zh-CN/call.json';
import zhCommon from './messages/zh-CN/common.json';
import zhErrors from './messages/zh-CN/errors.json';
import zhHls from './messages/zh-CN/hls.json';
import zhHome from './messages/zh-CN/home.json';
import zhLeft from './messages/zh-CN/left.json';
import zhPrejoin from './messages/zh-CN/prejoin.json';
import zhWatch from './messages/zh-CN/watch.json';

const en = {
  common: enCommon,
  home: enHome,
  prejoin: enPrejoin,
  call: enCall,
  left: enLeft,
  hls: enHls,
  errors: enErrors,
  watch: enWatch,
};

export type Messages = typeof en;

/** Every word of the app. English decides which keys exist; a language that lacks one does not compile. */
export const MESSAGES: Readonly<Record<Locale, Messages>> = {
  en,
  'zh-CN': {
    common: zhCommon,
    home: zhHome,
    prejoin: zhPrejoin,
    call: zhCall,
    left: zhLeft,
    hls: zhHls,
    errors: zhErrors,
    watch: zhWatch,
  },
};

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
