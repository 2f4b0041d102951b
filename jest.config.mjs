/** Rows of the fault matrix that take a minute and more of bad network each: `npm run faults` brings them about. */
const LONG = process.env.FAULT_BARS === '1' ? [] : ['/tests/faults/f(?:13|14|15|25)-'];

/** Tests run one file after another: several start a real server, workers and a browser on the same few cores. */
export default {
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', ...LONG],
  maxWorkers: 1,
  testTimeout: 30_000,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2024', transform: { react: { runtime: 'automatic' } } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: { '^@/(.*)$': '<rootDir>/apps/web/src/$1' },
};
