// The build of hls.js without what a single live rendition has no use for; it brings no types of its own.
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
