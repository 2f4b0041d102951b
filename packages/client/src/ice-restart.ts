import type { types } from 'mediasoup-client';

export interface NewWays {
  readonly iceParameters: types.IceParameters;
  readonly iceServers: RTCIceServer[];
}

/**
 * New ways for media on the same transport (RFC 8445, ICE restart), over the STUN and TURN servers that there are now.
 * mediasoup-client can't tell Firefox of others than those that a connection began with: there it goes on with these,
 * as a restart with credentials of earlier finds every way but a relayed one.
 */
export async function restartIceOf(
  transport: Pick<types.Transport, 'updateIceServers' | 'restartIce'>,
  { iceParameters, iceServers }: NewWays,
): Promise<void> {
  await transport.updateIceServers({ iceServers }).catch((error: unknown) => {
    if ((error as Error).name !== 'UnsupportedError') {
      throw error;
    }
  });
  await transport.restartIce({ iceParameters });
}
