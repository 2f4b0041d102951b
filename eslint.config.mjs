import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** A room of the house that may not import what the patterns name. */
function arrow(files, restrictions) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: restrictions.map(([group, message]) => ({ group, message })) },
      ],
    },
  };
}

const MEDIASOUP = [['mediasoup', 'mediasoup/*'], 'mediasoup lives in apps/sfu/src/media only'];
const SOCKET_IO = [['socket.io', 'socket.io-parser'], 'socket.io lives in apps/sfu/src/signaling only'];
const UPWARD = [['**/server.ts', '**/main.ts'], 'nothing imports upward'];
const APPS = [['**/apps/**', '@plenary/sfu', '@plenary/web'], 'packages know no app'];

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/.next/', '**/dist/', '**/coverage/', '**/next-env.d.ts'] },
  ...tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'settings are read in apps/sfu/src/config.ts' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    // Programs that run before any setting is read, or read their own.
    files: ['tools/**', 'tests/**', '*.mjs', 'apps/sfu/src/main.ts', 'apps/web/*.ts', 'apps/web/src/{app,i18n}/**', 'packages/client/src/*'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['tools/**'], rules: { 'no-console': 'off' } },
  { files: ['apps/web/**/*.tsx', 'apps/web/**/*.ts'], ...reactHooks.configs.flat.recommended },

  // The arrows of ARCHITECTURE.md: web → client → protocol; signaling → rooms, media; rooms know only their ports.
  arrow(['packages/protocol/**'], [APPS, MEDIASOUP, SOCKET_IO, [['@plenary/*', 'mediasoup-client', 'socket.io-client', 'react'], 'the contract needs zod only']]),
  arrow(['packages/client/**'], [APPS, MEDIASOUP, SOCKET_IO, [['react', 'react-dom', 'next', 'next/*'], 'the client has no view']]),
  arrow(['apps/sfu/src/rooms/**'], [MEDIASOUP, SOCKET_IO, UPWARD, [['**/media/**', '**/signaling/**', '**/http/**', '**/access/**', 'express'], 'rooms know the outside by rooms/ports.ts only']]),
  arrow(['apps/sfu/src/media/**'], [SOCKET_IO, UPWARD, [['**/signaling/**', '**/http/**', 'express'], 'media know rooms/ports.ts only'], [['**/rooms/*', '!**/rooms/ports.ts'], 'media know rooms/ports.ts only']]),
  arrow(['apps/sfu/src/signaling/**'], [MEDIASOUP, UPWARD, [['**/http/**', 'express'], 'signaling does not serve HTTP']]),
  arrow(['apps/sfu/src/{sdp,access}/**'], [MEDIASOUP, SOCKET_IO, UPWARD, [['**/media/**', '**/rooms/**', '**/signaling/**', '**/http/**', 'express'], 'SDP and tokens are words: they know nobody']]),
  arrow(['apps/sfu/src/webhooks/**'], [MEDIASOUP, SOCKET_IO, UPWARD, [['**/media/**', '**/signaling/**', '**/http/**', 'express'], 'webhooks are told what happened, and ask nothing'], [['**/rooms/*', '!**/rooms/ports.ts'], 'webhooks know rooms/ports.ts only']]),
  arrow(['apps/sfu/src/handover/**'], [MEDIASOUP, SOCKET_IO, UPWARD, [['**/media/**', '**/signaling/**', '**/http/**', '**/access/**', 'express'], 'the handover is a file: it is told what stands in it']]),
  arrow(['apps/sfu/src/http/**'], [MEDIASOUP, SOCKET_IO, UPWARD, [['**/signaling/**'], 'HTTP does not know sockets']]),
  arrow(['apps/web/src/ui/**'], [MEDIASOUP, SOCKET_IO, [['@plenary/client', '@/call', '@/call/*', '@/screens/*', '**/call/**', '**/screens/**'], 'ui turns props into JSX']]),
  arrow(['apps/web/src/{app,screens,call}/**'], [MEDIASOUP, SOCKET_IO, [['mediasoup-client', 'socket.io-client', '@plenary/sfu'], 'the web app talks to the client package']]),
);
