'use client';

import type { VideoCodec } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { Form } from 'react-aria-components';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Notice } from '@/ui/notice';
import { RadioGroup } from '@/ui/radio-group';
import { Select } from '@/ui/select';
import { AccessSettings } from './access-settings';
import { HlsSection } from './hls-section';
import styles from './meeting-dialog.module.css';
import { PlacesSettings } from './places-settings';
import { useMeetingSettings } from './use-meeting-settings';

export interface MeetingDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** The codec that fits most meetings first. */
const CODECS: readonly VideoCodec[] = ['vp8', 'vp9', 'av1', 'h264'];
/** Full pages of the grid, and what a small link or machine can take. */
const VIDEOS = [1, 4, 9, 16, 25, 49];

/** What a host decides for everyone in the meeting. */
export function MeetingDialog(props: MeetingDialogProps) {
  const t = useTranslations('call.meeting');
  return (
    <Dialog title={t('title')} {...props}>
      <MeetingForm onDone={() => props.onOpenChange(false)} />
      {/* Takes effect at once, so it is no part of what is applied together. */}
      <HlsSection />
    </Dialog>
  );
}

/** Made anew each time that the dialog opens: nothing is left of a choice that was not applied. */
function MeetingForm({ onDone }: { readonly onDone: () => void }) {
  const t = useTranslations('call.meeting');
  const tError = useTranslations('errors.code');
  const { settings, choose, apply, isApplying, failure } = useMeetingSettings();
  if (settings === null) {
    return null;
  }
  const counts = [...new Set([...VIDEOS, settings.lastNVideo])].sort((a, b) => a - b);
  return (
    <Form
      className={styles.form ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void apply().then((isDone) => isDone && onDone());
      }}
    >
      <AccessSettings settings={settings} choose={choose} />
      <PlacesSettings settings={settings} choose={choose} />
      <RadioGroup
        label={t('codec')}
        options={CODECS.map((id) => ({ id, label: t(`codecs.${id}.name`), description: t(`codecs.${id}.meaning`) }))}
        selected={settings.codec}
        onSelect={(codec) => choose({ codec })}
      />
      <Select
        label={t('videos')}
        options={counts.map((count) => ({ id: String(count), label: t('videosCount', { count }) }))}
        selected={String(settings.lastNVideo)}
        onSelect={(id) => choose({ lastNVideo: Number(id) })}
      />
      {failure !== null && (
        <Notice tone="danger" title={t('failed')}>
          {tError(failure)}
        </Notice>
      )}
      <Button type="submit" variant="primary" isWide isPending={isApplying}>
        {isApplying ? t('applying') : t('apply')}
      </Button>
    </Form>
  );
}
