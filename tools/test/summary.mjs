import { readFileSync } from 'node:fs';

/**
 * The closing line of a test run.
 *
 * @param {readonly string[]} resultFiles Where jest was told to write its JSON results, one for each part of the run.
 */
export function closingLine(resultFiles) {
  const results = resultFiles.map(read);
  const count = (/** @type {string} */ name) => results.reduce((sum, result) => sum + (result[name] ?? 0), 0);
  // A file that does not even load has no tests to count; it is a failure all the same.
  const failed = count('numFailedTests') + count('numRuntimeErrorTestSuites');
  const skipped = count('numPendingTests') + count('numTodoTests');
  const parts = [`${count('numPassedTests')} passed`, `${failed} failed`];
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return `tests: ${parts.join(', ')}`;
}

/**
 * @param {string} resultFile
 * @returns {Record<string, number>}
 */
function read(resultFile) {
  try {
    return JSON.parse(readFileSync(resultFile, 'utf8'));
  } catch {
    // Jest did not get as far as running anything.
    return { numFailedTests: 1 };
  }
}
