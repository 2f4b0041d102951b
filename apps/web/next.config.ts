import { join } from 'node:path';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  // The workspace packages are TypeScript sources.
  transpilePackages: ['@plenary/client', '@plenary/protocol'],
  turbopack: { root: join(import.meta.dirname, '../..') },
  reactStrictMode: true,
  poweredByHeader: false,
  headers: () =>
    Promise.resolve([
      {
        source: '/:path*',
        headers: [
          // Only this page itself may use devices, never something embedded in it.
          {
            key: 'Permissions-Policy',
            value: 'camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), autoplay=(self)',
          },
          // Room codes are in the address: other sites must not learn them from a followed link.
          { key: 'Referrer-Policy', value: 'same-origin' },
          { key: 'X-Content-Type-Options', value: 'nosniff' },
        ],
      },
    ]),
};

export default createNextIntlPlugin('./src/i18n/request.ts')(config);
