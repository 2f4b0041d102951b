import { TestEnvironment } from 'jest-environment-node';

/** Node, and a test that fails says what the browsers' pages show at that moment: by the next they may be gone. */
export default class Environment extends TestEnvironment {
  /** @param {{ readonly name: string, readonly test?: { readonly name: string } }} event */
  async handleTestEvent(event) {
    if (event.name !== 'test_fn_failure') {
      return;
    }
    const { whatPagesShow } = /** @type {{ whatPagesShow?: () => Promise<string> }} */ (this.global);
    const shown = await whatPagesShow?.();
    if (shown) {
      process.stderr.write(`When "${event.test?.name}" failed, its pages were:\n${shown}\n`);
    }
  }
}
