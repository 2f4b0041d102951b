import { MOST_WORKERS } from './tools/test/parts.mjs';

/** What is measured has the machine for itself. */
const measuring = process.env.FAULT_BARS === '1';

/** Rows of the fault matrix that take a minute and more of bad network each: `npm run faults` brings them about. */
const LONG = measuring ? [] : ['/tests/faults/f(?:13|14|15|25)-'];

export default {
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', ...LONG],
  // Which files run at the same time stands in tools/test/parts.mjs.
  runner: '<rootDir>/tools/test/runner.mjs',
  testEnvironment: '<rootDir>/tools/test/environment.mjs',
  maxWorkers: measuring ? 1 : MOST_WORKERS,
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
