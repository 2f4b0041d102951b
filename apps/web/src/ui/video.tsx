'use client';

import { useRef, useState, type ReactNode } from 'react';
import { useSourceTrack } from './use-source-track';
import { useStandstill } from './use-standstill';
import styles from './video.module.css';

export interface VideoProps {
  readonly track: MediaStreamTrack;
  /**
   * `cover` fills the box and crops; a picture that stands upright in a wide box is shown whole nevertheless,
   * since cropping would leave a strip of it. `contain` never crops.
   */
  readonly fit: 'cover' | 'contain';
  /** Left and right exchanged, as people know themselves from a mirror. */
  readonly mirrored?: boolean;
  /** What the picture shows, for those who don't see it. */
  readonly label: string;
  /** Shown until the first frame is there; otherwise the video is transparent so long. */
  readonly placeholder?: ReactNode;
  /** Makes it transparent also while no new frames come, which is nothing unusual for a screen, but is for a camera. */
  readonly hidesStandstill?: boolean;
}

/** The picture of a video track, filling its positioned parent. It has no sound: see `Audio`. */
export function Video({ track, fit, mirrored = false, label, placeholder = null, hidesStandstill = false }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useSourceTrack(element, track);
  const [shape, setShape] = useState<'none' | 'upright' | 'wide'>('none');
  const standsStill = useStandstill(element, hidesStandstill);

  const measure = () => {
    const video = element.current;
    if (video !== null && video.videoWidth > 0) {
      setShape(video.videoHeight > video.videoWidth ? 'upright' : 'wide');
    }
  };

  return (
    <>
      <video
        ref={element}
        className={styles.video}
        data-fit={fit}
        data-shape={shape}
        data-mirrored={mirrored || undefined}
        data-standstill={standsStill || undefined}
        aria-label={label}
        autoPlay
        playsInline
        muted
        onEmptied={() => setShape('none')}
        onLoadedData={measure}
        onResize={measure}
      />
      {shape === 'none' && placeholder}
    </>
  );
}
