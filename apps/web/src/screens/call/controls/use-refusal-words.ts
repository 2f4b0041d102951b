import type { Stoppable } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useRefusal } from '../hooks/use-rights';

/** Says who does not let this participant turn something of their own on; `null`: they may. */
export function useRefusalWords(source: Stoppable): string | null {
  const t = useTranslations('call.controls');
  const refusal = useRefusal(source);
  return refusal === null ? null : t(refusal === 'token' ? `notInvited.${source}` : `notAllowed.${source}`);
}
