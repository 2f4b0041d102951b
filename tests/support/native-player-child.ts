// Plays by WHEP with libdatachannel, another WebRTC than a browser's, and tells what comes as JSON lines: packets by
// payload type. A process of its own, as the native library does not stand jest's module registry. Ends with its input.
import native from 'node-datachannel';
import { until } from './until.ts';

const [, , url = '', audioType = '', videoType = ''] = process.argv;
const peer = new native.PeerConnection('player', { iceServers: [], disableAutoNegotiation: true });
const audio = new native.Audio('sound', 'RecvOnly');
audio.addOpusCodec(Number(audioType));
const video = new native.Video('picture', 'RecvOnly');
video.addVP8Codec(Number(videoType));
const packets: Record<number, number> = {};
// Kept, as a track that is collected as garbage tells nothing any more.
const tracks = [audio, video].map((media) => peer.addTrack(media));
for (const track of tracks) {
  track.onMessage((packet) => {
    const payloadType = packet.readUInt8(1) & 0x7f;
    packets[payloadType] = (packets[payloadType] ?? 0) + 1;
  });
}
peer.setLocalDescription('offer');
await until('candidates are gathered', () => peer.gatheringState() === 'complete');
const body = peer.localDescription()?.sdp ?? '';
const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/sdp' }, body });
if (response.status !== 201) {
  throw new Error(`${response.status}: ${await response.text()}`);
}
peer.setRemoteDescription(await response.text(), 'answer');
const session = new URL(response.headers.get('location') ?? '', url);
const telling = setInterval(() => process.stdout.write(`${JSON.stringify(packets)}\n`), 200);
process.stdin.resume().once('end', () => {
  clearInterval(telling);
  void fetch(session, { method: 'DELETE' }).finally(() => {
    tracks.forEach((track) => track.close());
    peer.close();
    native.cleanup();
  });
});
