'use client';

import type { CallState } from '@plenary/client';
import type { TrackSource } from '@plenary/protocol';
import { Volume2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useCallback, useMemo, useState } from 'react';
import { useCallState, useRemoteTrack } from '@/call';
import { Audio } from '@/ui/audio';
import { Button } from '@/ui/button';
import styles from './remote-audio.module.css';

// One string per set of tracks: it changes when a track comes or goes, and with nothing else.
const selectAudioTracks = (state: CallState) =>
  [...(state.room?.consumers.values() ?? [])]
    .filter((consumer) => consumer.kind === 'audio')
    .map((consumer) => `${consumer.peerId}:${consumer.source}`)
    .join();

const selectSpeakerId = (state: CallState) => state.local.selected.speaker;

/**
 * Plays everything that is received to be heard, whoever is on the stage. A browser that holds sound back until
 * the person clicks gets a button to click.
 */
export function RemoteAudio() {
  const t = useTranslations('call.sound');
  const list = useCallState(selectAudioTracks);
  const tracks = useMemo(() => (list === '' ? [] : list.split(',')), [list]);
  const speakerId = useCallState(selectSpeakerId);
  const [attempt, setAttempt] = useState(0);
  const [blocked, setBlocked] = useState<ReadonlySet<string>>(new Set());

  const onPlayback = useCallback((key: string, state: 'playing' | 'blocked') => {
    setBlocked((last) => {
      if (last.has(key) === (state === 'blocked')) {
        return last;
      }
      const next = new Set(last);
      if (state === 'blocked') {
        next.add(key);
      } else {
        next.delete(key);
      }
      return next;
    });
  }, []);

  return (
    <>
      {tracks.map((key) => (
        <TrackAudio key={key} trackKey={key} speakerId={speakerId} attempt={attempt} onPlayback={onPlayback} />
      ))}
      {tracks.some((key) => blocked.has(key)) && (
        <div className={styles.blocked} role="alert">
          <Button
            variant="primary"
            size="l"
            icon={<Volume2 aria-hidden />}
            onPress={() => setAttempt((last) => last + 1)}
          >
            {t('tapToHear')}
          </Button>
        </div>
      )}
    </>
  );
}

interface TrackAudioProps {
  /** Participant and source, joined by a colon. */
  readonly trackKey: string;
  readonly speakerId: string | null;
  readonly attempt: number;
  readonly onPlayback: (key: string, state: 'playing' | 'blocked') => void;
}

const TrackAudio = memo(function TrackAudio({ trackKey, speakerId, attempt, onPlayback }: TrackAudioProps) {
  const [peerId = '', source] = trackKey.split(':');
  const track = useRemoteTrack(peerId, source as TrackSource);
  const report = useCallback((state: 'playing' | 'blocked') => onPlayback(trackKey, state), [onPlayback, trackKey]);
  return track === null ? null : (
    <Audio track={track} speakerId={speakerId} attempt={attempt} onPlayback={report} />
  );
});
