import { ortc, type types } from 'mediasoup-client';

type HandlerFactory = NonNullable<types.DeviceOptions['handlerFactory']>;
type Handler = ReturnType<HandlerFactory['factory']>;
type ReceiveOptions = Parameters<Handler['receive']>[0];
type ReceiveResult = Awaited<ReturnType<Handler['receive']>>[number];

/** What mediasoup-client calls the stream that a server probes the bandwidth with. */
const PROBATOR = 'probator';

/**
 * Describes the stream that the server probes the bandwidth with together with the first video. mediasoup-client does so
 * in a negotiation of its own right after that (`Transport.createPendingConsumers`): it takes as long again, and on a
 * machine that has little to spare ICE and DTLS begin only after it.
 */
export function withProbator(inner: HandlerFactory): HandlerFactory {
  return {
    ...inner,
    factory: (options) => {
      const handler = inner.factory(options);
      const receive = handler.receive.bind(handler);
      let probator: Promise<ReceiveResult | undefined> | null = null;
      handler.receive = async (batch) => {
        if (probator !== null && batch.length === 1 && batch[0]?.trackId === PROBATOR) {
          const made = await probator;
          return made === undefined ? await receive(batch) : [made];
        }
        const video = batch.find(({ kind }) => kind === 'video');
        if (probator !== null || video === undefined) {
          return await receive(batch);
        }
        const results = receive([...batch, probatorBeside(video)]);
        probator = results.then((all) => all.at(-1), () => undefined);
        return (await results).slice(0, batch.length);
      };
      return handler;
    },
  };
}

function probatorBeside({ rtpParameters }: ReceiveOptions[number]): ReceiveOptions[number] {
  return { trackId: PROBATOR, kind: 'video', rtpParameters: ortc.generateProbatorRtpParameters(rtpParameters) };
}
