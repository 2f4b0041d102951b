import jestRunner from 'jest-runner';
import { PARTS, inParts } from './parts.mjs';

// Its types are those of its CommonJS form, in which the class is the default of the default.
const TestRunner = /** @type {typeof jestRunner.default} */ (/** @type {unknown} */ (jestRunner));
/** @typedef {InstanceType<typeof TestRunner>} Runner */

/**
 * Jest's own runner takes all files several at a time, or one at a time; this one takes part after part, each in its
 * own way, in one run with one summary.
 */
export default class PartsRunner {
  supportsEventEmitters = true;
  isSerial = false;

  /**
   * @param {ConstructorParameters<typeof TestRunner>[0]} globalConfig
   * @param {ConstructorParameters<typeof TestRunner>[1]} context
   */
  constructor(globalConfig, context) {
    this.runners = PARTS.map(
      ({ workers }) =>
        new TestRunner({ ...globalConfig, maxWorkers: Math.min(workers, globalConfig.maxWorkers) }, context),
    );
  }

  /** @type {Runner['on']} */
  on(event, listener) {
    const offs = this.runners.map((runner) => runner.on(event, listener));
    return () => offs.forEach((off) => off());
  }

  /** @type {Runner['runTests']} */
  async runTests(tests, watcher, options) {
    for (const [index, some] of inParts(tests).entries()) {
      if (some.length > 0) {
        const serial = options.serial || PARTS[index]?.workers === 1;
        await this.runners[index]?.runTests(some, watcher, { ...options, serial });
      }
    }
  }
}
