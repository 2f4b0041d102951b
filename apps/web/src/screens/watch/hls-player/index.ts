export { FallbackBanner } from './fallback-banner';
export { HlsOnly } from './hls-only';
export { HlsPlayer } from './hls-player';
export { useFallback } from './use-fallback';
