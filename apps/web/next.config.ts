import { join } from 'node:path';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  // The workspace packages are TypeScript sources.
  transpilePackages: ['@plenary/client', '@plenary/protocol'],
  turbopack: { root: join(import.meta.dirname, '../..') },
  reactStrictMode: true,
  poweredByHeader: false,
  // Headers for browsers are set by the server before this one, which every page passes: see `page-headers`.
};

export default createNextIntlPlugin('./src/i18n/request.ts')(config);
