import type { VideoCodec } from '@plenary/protocol';

/** Whether the browser encodes a codec in the layers of a scalability mode (W3C WebRTC-SVC), such as `L3T3_KEY`. */
export type MakesLayers = (codec: VideoCodec, scalabilityMode: string) => boolean;

const known = new Map<string, boolean>();

/**
 * Asks the browser, by the very call that publishing makes: one that knows nothing of layers (Firefox) drops the
 * mode, one that can't make these for the codec refuses it. `RTCRtpSender.getCapabilities` does not list modes.
 * Where there is no WebRTC (bots), nothing is made.
 */
export const browserMakesLayers: MakesLayers = (codec, scalabilityMode) => {
  const key = `${codec} ${scalabilityMode}`;
  let answer = known.get(key);
  if (answer === undefined) {
    answer = typeof RTCPeerConnection !== 'undefined' && tried(codec, scalabilityMode);
    known.set(key, answer);
  }
  return answer;
};

function tried(codec: VideoCodec, scalabilityMode: string): boolean {
  const mimeType = `video/${codec}`;
  const capability = RTCRtpSender.getCapabilities('video')?.codecs.find((one) => one.mimeType.toLowerCase() === mimeType);
  if (capability === undefined) {
    return false;
  }
  const connection = new RTCPeerConnection();
  try {
    // Newer than the types: each encoding may name its codec and its layers.
    const encoding = { codec: capability, scalabilityMode } as RTCRtpEncodingParameters;
    const { sender } = connection.addTransceiver('video', { direction: 'sendonly', sendEncodings: [encoding] });
    const [accepted] = sender.getParameters().encodings as { scalabilityMode?: string }[];
    return accepted?.scalabilityMode === scalabilityMode;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}
