'use client';

import { useEffect, useRef, useState, type ReactNode } from 'react';
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
}

/** The picture of a video track, filling its positioned parent. It has no sound: see `Audio`. */
export function Video({ track, fit, mirrored = false, label, placeholder = null }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  const [shape, setShape] = useState<'none' | 'upright' | 'wide'>('none');

  useEffect(() => {
    const video = element.current;
    if (video === null) {
      return undefined;
    }
    video.srcObject = new MediaStream([track]);
    return () => {
      video.srcObject = null;
      setShape('none');
    };
  }, [track]);

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
        aria-label={label}
        autoPlay
        playsInline
        muted
        onLoadedData={measure}
        onResize={measure}
      />
      {shape === 'none' && placeholder}
    </>
  );
}
