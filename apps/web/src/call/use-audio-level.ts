'use client';

import { useEffect, useState } from 'react';

// Speech lies between these, in dB relative to full scale; quieter is shown as nothing, louder as everything.
const QUIETEST = -60;
const LOUDEST = -12;
const STEPS = 24;
const INTERVAL_MS = 60;

/**
 * How loud a track is now: 0 (silence) to 1, in steps fine enough for a meter. 0 without a track, and while the
 * browser holds back audio processing until the person first touches the page.
 */
export function useAudioLevel(track: MediaStreamTrack | null): number {
  const [measured, setMeasured] = useState<{ readonly track: MediaStreamTrack | null; readonly level: number }>({
    track: null,
    level: 0,
  });

  useEffect(() => {
    if (track === null) {
      return undefined;
    }
    return meter(track, (level) => {
      setMeasured((last) => (last.track === track && last.level === level ? last : { track, level }));
    });
  }, [track]);

  return measured.track === track ? measured.level : 0;
}

/** Calls `onLevel` with the track's level until the returned function is called. */
function meter(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);

  // A context made before the first click or key starts suspended and may be resumed by that gesture only.
  const resume = () => {
    if (context.state === 'suspended') {
      context.resume().catch(() => undefined);
    }
  };
  resume();
  const gestures = ['pointerdown', 'keydown', 'touchend'] as const;
  gestures.forEach((name) => document.addEventListener(name, resume));

  let shown = 0;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const level = loudness(samples);
    // Up at once, down slowly: a meter that follows every gap between syllables only flickers.
    shown = Math.max(level, shown * 0.85);
    onLevel(Math.round(shown * STEPS) / STEPS);
  }, INTERVAL_MS);

  return () => {
    clearInterval(timer);
    gestures.forEach((name) => document.removeEventListener(name, resume));
    source.disconnect();
    context.close().catch(() => undefined);
  };
}

function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(power);
  return Math.min(1, Math.max(0, (decibels - QUIETEST) / (LOUDEST - QUIETEST)));
}
