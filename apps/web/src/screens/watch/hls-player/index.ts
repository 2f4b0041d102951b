export { HlsPlayer } from './hls-player';
export { WatchFallback } from './watch-fallback';
