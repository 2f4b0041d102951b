import { readFileSync } from 'node:fs';

/**
 * The closing line of a test run.
 *
 * @param {string} resultFile Where jest was told to write its JSON result.
 */
export function closingLine(resultFile) {
  /** @type {Record<string, number>} */
  let result;
  try {
    result = JSON.parse(readFileSync(resultFile, 'utf8'));
  } catch {
    // Jest did not get as far as running anything.
    result = { numFailedTests: 1 };
  }
  const count = (/** @type {string} */ name) => result[name] ?? 0;
  // A file that does not even load has no tests to count; it is a failure all the same.
  const failed = count('numFailedTests') + count('numRuntimeErrorTestSuites');
  const skipped = count('numPendingTests') + count('numTodoTests');
  const parts = [`${count('numPassedTests')} passed`, `${failed} failed`];
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return `tests: ${parts.join(', ')}`;
}
