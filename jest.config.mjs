/** Rows of the fault matrix that take a minute and more of bad network each: `npm run faults` brings them about. */
const LONG = process.env.FAULT_BARS === '1' ? [] : ['/tests/faults/f(?:13|14|15|25)-'];

/** Files that are quick, and wait more than they work: two at a time. */
const LIGHT = '/tests/(?:unit|signaling|regressions)/';
/** `light`, `heavy`, or all of them: `npm test` runs one after the other. */
const part = process.env.TEST_PART;

/** Other tests run one file after another: they start a real server, workers and browsers on the same few cores. */
export default {
  roots: ['<rootDir>/tests'],
  ...(part === 'light' ? { testRegex: [`${LIGHT}.+\\.test\\.tsx?$`] } : { testMatch: ['**/*.test.ts', '**/*.test.tsx'] }),
  testPathIgnorePatterns: ['/node_modules/', ...LONG, ...(part === 'heavy' ? [LIGHT] : [])],
  maxWorkers: part === 'light' ? 2 : 1,
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
