export { browserSupport, type BrowserSupport } from './browser-support';
export { CallProvider, useCall } from './call-context';
export { errorCodeOf } from './error-code';
export { useAudioLevel } from './use-audio-level';
export { useCallState } from './use-call-state';
export { useDevices, type Devices } from './use-devices';
export { usePreparation, type Preparation } from './use-preparation';
export { useLocalTrack, useRemoteTrack } from './use-tracks';
export { useTileView } from './view/use-tile-view';
