import { PROTOCOL_VERSION, type Answer, type RequestName } from '@plenary/protocol';
import { io, type Socket } from 'socket.io-client';
import { fakeDevice } from './caller.ts';

/** A bare socket, for messages that the client package would not send. */
export interface RawClient {
  readonly socket: Socket;
  readonly notifications: { name: string; payload: unknown }[];
  send<T = Record<string, unknown>>(name: RequestName | string, ...args: unknown[]): Promise<Answer<T>>;
  /** Joins with real capabilities, as one who publishes; rejects when refused. */
  join(roomId: string, name?: string, more?: object): Promise<Joined>;
  close(): void;
}

export interface Joined {
  snapshot: { selfId: string; self: { name: string; role: string }; peers: { id: string }[] };
  sendTransport: { id: string };
  recvTransport: { id: string };
  consumers: { consumerId: string; producerId: string }[];
  resumeToken: string;
}

export async function rawClient(
  url: string,
  auth: object = { protocol: PROTOCOL_VERSION },
  headers: Record<string, string> = {},
): Promise<RawClient> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: headers });
  const notifications: RawClient['notifications'] = [];
  socket.onAny((name: string, payload: unknown) => void notifications.push({ name, payload }));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const send = async <T>(name: string, ...args: unknown[]): Promise<Answer<T>> =>
    (await socket.timeout(20_000).emitWithAck(name, ...args)) as Answer<T>;
  return {
    socket,
    notifications,
    send,
    async join(roomId, name = 'Raw', more = {}) {
      const answer = await send<Joined>('join', { roomId, name, publish: true, rtpCapabilities: await capabilities(url), ...more });
      if (!answer.ok) {
        throw new Error(answer.error.code);
      }
      return answer.data;
    },
    close: () => void socket.disconnect(),
  };
}

/** What a device with every fake codec can receive here. */
export async function capabilities(url: string): Promise<unknown> {
  const config = (await (await fetch(`${url}/api/v1/config`)).json()) as { rtpCapabilities: never };
  const device = await fakeDevice();
  await device.load({ routerRtpCapabilities: config.rtpCapabilities });
  return device.recvRtpCapabilities;
}

/** RTP parameters of an Opus track that any router here takes. */
export function opusParameters(ssrc: number): object {
  return {
    mid: '0',
    codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters: {}, rtcpFeedback: [] }],
    headerExtensions: [],
    encodings: [{ ssrc }],
    rtcp: { cname: 'test' },
  };
}
