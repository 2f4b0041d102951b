import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds against WCAG 2.2 AA, in words. */
export async function faults(page: Page): Promise<string[]> {
  // What is just fading in has less contrast.
  await page.evaluate(async () => {
    const finite = document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    const patience = new Promise((resolve) => setTimeout(resolve, 2_000));
    await Promise.race([Promise.allSettled(finite.map(({ finished }) => finished)), patience]);
  });
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    // Sums up in the page itself. Without, another one is opened for it each time, so that frames of other sites are
    // looked into, which takes longer than to look.
    .setLegacyMode(page.frames().length === 1)
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`));
}
