'use client';

import type { CallState } from '@plenary/client';
import type { TrackSource } from '@plenary/protocol';
import { Volume2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useCallback, useEffect, useEffectEvent, useState } from 'react';
import { useCallState, useRemoteTrack } from '@/call';
import { Audio } from '@/ui/audio';
import { Button } from '@/ui/button';
import { useLasting, useLastingWords } from '@/ui/use-lasting';
import { heardTracks } from './heard-tracks';
import styles from './remote-audio.module.css';

/**
 * A voice whose track has ended keeps its player for so long, in milliseconds: another one may be on its way, and a player
 * made anew takes longer, and may have to be clicked for.
 */
const PLAYER_LASTS_MS = 1_500;

const selectSpeakerId = (state: CallState) => state.local.selected.speaker;

export interface RemoteAudioProps {
  /** 0 (silent) to 1. */
  readonly volume?: number;
  /** The words of the button, where the usual ones don't fit. */
  readonly prompt?: string;
  /** A number that grows when playing should be tried again after a click somewhere else. */
  readonly retry?: number;
  /** Told when the browser begins or ceases to hold sound back. */
  readonly onBlocked?: (isBlocked: boolean) => void;
}

/**
 * Plays everything that is received to be heard, whoever is on the stage. A browser that holds sound back until
 * the person clicks gets a button to click.
 */
export function RemoteAudio({ volume = 1, prompt, retry = 0, onBlocked }: RemoteAudioProps) {
  const t = useTranslations('call.sound');
  const tracks = useLastingWords(useCallState(heardTracks), PLAYER_LASTS_MS);
  const speakerId = useCallState(selectSpeakerId);
  const [attempt, setAttempt] = useState(0);
  const [blocked, setBlocked] = useState<ReadonlySet<string>>(new Set());

  const isBlocked = tracks.some((key) => blocked.has(key));
  const tell = useEffectEvent((now: boolean) => onBlocked?.(now));
  useEffect(() => tell(isBlocked), [isBlocked]);

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
        <TrackAudio
          key={key}
          trackKey={key}
          speakerId={speakerId}
          volume={volume}
          attempt={attempt + retry}
          onPlayback={onPlayback}
        />
      ))}
      {isBlocked && (
        <div className={styles.blocked} role="alert">
          <Button
            variant="primary"
            size="l"
            icon={<Volume2 aria-hidden />}
            onPress={() => setAttempt((last) => last + 1)}
          >
            {prompt ?? t('tapToHear')}
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
  readonly volume: number;
  readonly attempt: number;
  readonly onPlayback: (key: string, state: 'playing' | 'blocked') => void;
}

const TrackAudio = memo(function TrackAudio({ trackKey, onPlayback, ...rest }: TrackAudioProps) {
  const [peerId = '', source] = trackKey.split(':');
  const track = useLasting(useRemoteTrack(peerId, source as TrackSource), PLAYER_LASTS_MS);
  const report = useCallback((state: 'playing' | 'blocked') => onPlayback(trackKey, state), [onPlayback, trackKey]);
  return track === null ? null : (
    <Audio track={track} onPlayback={report} {...rest} />
  );
});
