import { createServer } from 'node:http';
import { PROTOCOL_VERSION, type Peer, type Tile, type TrackSource } from '@plenary/protocol';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { createWorker, type types } from 'mediasoup';
import { Server, type Socket } from 'socket.io';
import { MEDIA_CODECS, routerRtpCapabilities } from '../../../apps/sfu/src/media/codecs.ts';
import { toClient, transportSettings } from '../../../apps/sfu/src/media/transport.ts';
import { layerFor } from '../../../apps/sfu/src/rooms/fanout.ts';

/*
 * The baseline of "CPU per forwarded packet": as little as a mediasoup server can be while the same bots can
 * use it. One worker, one router, the same codecs and transport settings as Plenary's, everyone receives
 * everything; no validation, no roles, no batching, no speaker detection, no throttled key frames.
 * Arguments: HTTP port, media port. In the environment, where participants are in browsers: WEB_ORIGIN, whose
 * pages are served; VIEW, to do at a change of view what applications commonly do: `follow` (what is not shown is
 * paused, the rest gets preferred layers and a key frame) or `whole` (the rest is sent in full); START_BITRATE, the first estimate of a link in bit/s.
 */

interface Seat {
  readonly socket: Socket;
  readonly peer: Peer;
  send: types.WebRtcTransport | null;
  readonly recv: types.WebRtcTransport;
  readonly rtpCapabilities: types.RtpCapabilities;
  readonly consumers: Map<string, types.Consumer>;
}

interface Join { readonly name: string; readonly rtpCapabilities: types.RtpCapabilities; readonly publish?: boolean }
interface Connect { readonly transportId: string; readonly dtlsParameters: types.DtlsParameters }
interface Produce { readonly source: TrackSource; readonly paused: boolean; readonly rtpParameters: types.RtpParameters }
interface Published { readonly producer: types.Producer; readonly source: TrackSource; readonly peerId: string }

const [httpPort = 0, mediaPort = 0] = process.argv.slice(2).map(Number);
const { MEDIASOUP_WORKER_BIN: workerBin, WEB_ORIGIN: webOrigin, VIEW: view, START_BITRATE: startBitrate } = process.env;
const worker = await createWorker({ logLevel: 'none', ...(workerBin === undefined ? {} : { workerBin }) });
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip: '127.0.0.1', port: mediaPort })),
});
const router = await worker.createRouter({ mediaCodecs: MEDIA_CODECS });
const published = new Map<string, Published>();
const seats = new Map<string, Seat>();

const config = JSON.stringify({
  protocol: PROTOCOL_VERSION,
  rtpCapabilities: routerRtpCapabilities(),
  maxPeersPerRoom: 10_000,
  bitrates: { camera: 2_500_000, screen: 2_500_000, mic: 40_000, screenAudio: 128_000 },
});
const pages = webOrigin === undefined ? null : createProxyMiddleware({ target: webOrigin });
const http = createServer((request, response) => {
  if (pages === null || request.url === '/api/v1/config') {
    response.setHeader('content-type', 'application/json').end(config);
  } else {
    void pages(request, response);
  }
});
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.on('connection', (socket) => {
  // One after the other, as the order of messages matters to the client.
  let tail = Promise.resolve();
  socket.onAny((name: string, input: unknown, answer: (answer: unknown) => void) => {
    tail = tail.then(async () => {
      try {
        answer({ ok: true, data: await handle(socket, name, input) });
      } catch (error) {
        answer({ ok: false, error: { code: 'INTERNAL', message: (error as Error).message } });
      }
    });
  });
  socket.on('disconnect', () => stand(socket.id));
});
http.listen(httpPort, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));

async function handle(socket: Socket, name: string, input: unknown): Promise<unknown> {
  if (name === 'join') {
    return await join(socket, input as Join);
  }
  const seat = seats.get(socket.id);
  if (seat === undefined) {
    throw new Error('not joined');
  }
  switch (name) {
    case 'openSendTransport':
      seat.send ??= await router.createWebRtcTransport(transportSettings(webRtcServer));
      return { sendTransport: toClient(seat.send) };
    case 'connectTransport': {
      const { transportId, dtlsParameters } = input as Connect;
      await (transportId === seat.send?.id ? seat.send : seat.recv).connect({ dtlsParameters });
      return {};
    }
    case 'produce':
      return await produce(seat, input as Produce);
    case 'resumeConsumers':
      await Promise.all((input as { consumerIds: string[] }).consumerIds.map((id) => seat.consumers.get(id)?.resume()));
      return {};
    case 'setView':
      if (view !== undefined) {
        await follow(seat, (input as { tiles: Tile[] }).tiles);
      }
      return {};
    case 'leave':
      stand(socket.id);
      return {};
    default:
      // What else a client may say has no effect here.
      return {};
  }
}

async function join(socket: Socket, { name, rtpCapabilities, publish }: Join): Promise<unknown> {
  const settings = transportSettings(webRtcServer);
  if (startBitrate !== undefined) {
    settings.initialAvailableOutgoingBitrate = Number(startBitrate);
  }
  const make = async (): Promise<types.WebRtcTransport> => await router.createWebRtcTransport(settings);
  const [recv, send] = await Promise.all([make(), publish === true ? make() : null]);
  const peer: Peer = { id: socket.id, name, role: 'speaker', joinedAt: Date.now(), tracks: [] };
  const seat: Seat = { socket, peer, send, recv, rtpCapabilities, consumers: new Map() };
  seats.set(socket.id, seat);
  tell(seat, [peer], []);
  const consumers = await Promise.all([...published.values()].map((track) => consume(seat, track, false)));
  return {
    status: 'joined',
    snapshot: {
      roomId: 'bare', selfId: socket.id, createdAt: Date.now(), speakers: [], chat: [],
      settings: {
        kind: 'meeting', codec: 'vp8', lastNVideo: 200, loudestNAudio: 50, allAudioUpTo: 1_000,
        maxSpeakers: 1_000, maxViewers: 1_000, overflow: 'refuse', slowModeSeconds: 0,
        lobby: false, locked: false, allowUnmute: true, allowCamera: true, allowScreen: true, allowChat: true,
      },
      self: { name, role: 'speaker', joinedAt: peer.joinedAt },
      peers: Array.from(seats.values(), (other) => other.peer), peerCount: seats.size,
      viewers: 0, lobby: { visitors: [], total: 0 }, hands: [], questions: [], pinnedMessage: null, hls: null,
    },
    resumeToken: socket.id,
    sendTransport: send === null ? null : toClient(send),
    recvTransport: toClient(recv),
    iceServers: [],
    consumers,
  };
}

async function produce(seat: Seat, { source, paused, rtpParameters }: Produce): Promise<unknown> {
  if (seat.send === null) {
    throw new Error('no send transport');
  }
  const producer = await seat.send.produce({ kind: source === 'mic' ? 'audio' : 'video', rtpParameters, paused });
  const track = { producer, source, peerId: seat.peer.id };
  seat.peer.tracks.push({ producerId: producer.id, source, paused });
  tell(seat, [seat.peer], []);
  published.set(producer.id, track);
  producer.observer.once('close', () => published.delete(producer.id));
  const others = [...seats.values()].filter((other) => other !== seat);
  await Promise.all(others.map(async (other) => {
    other.socket.emit('newConsumers', { consumers: [await consume(other, track, true)] });
  }));
  return { producerId: producer.id };
}

async function consume(seat: Seat, { producer, source, peerId }: Published, held: boolean): Promise<unknown> {
  const { rtpCapabilities } = seat;
  const consumer = await seat.recv.consume({ producerId: producer.id, rtpCapabilities, paused: held, appData: { source, peerId } });
  seat.consumers.set(consumer.id, consumer);
  const { id: consumerId, kind, rtpParameters } = consumer;
  return { consumerId, producerId: producer.id, peerId, source, kind, rtpParameters, held };
}

/** What is shown is sent at the layer that its tile needs, or whole, with a key frame of it; the rest is paused. */
async function follow(seat: Seat, tiles: readonly Tile[]): Promise<void> {
  const cameras = [...seat.consumers.values()].filter(({ closed, kind }) => !closed && kind === 'video');
  await Promise.all(cameras.map(async (consumer) => {
    const { peerId, source } = consumer.appData as { peerId: string; source: TrackSource };
    const tile = tiles.find((shown) => shown.peerId === peerId && shown.source === source);
    if (tile === undefined) {
      await consumer.pause();
      return;
    }
    const whole = { spatial: 2, temporal: 2 };
    const { spatial, temporal } = view === 'whole' ? whole : layerFor({ producerId: consumer.producerId, peerId, source }, tile);
    if (consumer.preferredLayers?.spatialLayer !== spatial || consumer.paused) {
      await consumer.setPreferredLayers({ spatialLayer: spatial, temporalLayer: temporal });
      await consumer.resume();
      await consumer.requestKeyFrame();
    }
  }));
}

function tell(from: Seat, changed: readonly Peer[], left: readonly string[]): void {
  for (const seat of seats.values()) {
    if (seat !== from) {
      seat.socket.emit('peersChanged', { changed, left });
    }
  }
}

function stand(id: string): void {
  const seat = seats.get(id);
  if (seat !== undefined) {
    seats.delete(id);
    seat.send?.close();
    seat.recv.close();
    tell(seat, [], [id]);
  }
}
