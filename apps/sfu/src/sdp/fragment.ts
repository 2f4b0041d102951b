import { CallError, iceParametersSchema, type TransportOptions } from '@plenary/protocol';
import { parse, write, type SessionDescription } from 'sdp-transform';

/** What a fragment of SDP tells (RFC 8840): candidates of the current ICE session, or credentials of a new one. */
export interface Fragment {
  readonly usernameFragment: string;
  readonly candidates: number;
}

/**
 * Reads `application/trickle-ice-sdpfrag`. Candidates are read and counted, and not used: this server is ICE lite,
 * learns addresses from the checks that reach it, and sends none of its own.
 * @throws {CallError} `BAD_REQUEST`
 */
export function readFragment(text: string): Fragment {
  let sdp: SessionDescription;
  try {
    sdp = parse(text);
  } catch (error) {
    throw new CallError('BAD_REQUEST', 'The SDP fragment can’t be read.', { cause: error });
  }
  // Credentials stand before the sections in the older form, in the first of them in the newer.
  const parts = [sdp, ...sdp.media];
  const ice = iceParametersSchema.safeParse({
    usernameFragment: parts.find(({ iceUfrag }) => iceUfrag !== undefined)?.iceUfrag?.toString(),
    password: parts.find(({ icePwd }) => icePwd !== undefined)?.icePwd?.toString(),
  });
  if (!ice.success) {
    throw new CallError('BAD_REQUEST', 'The SDP fragment lacks ice-ufrag or ice-pwd.');
  }
  return {
    usernameFragment: ice.data.usernameFragment,
    candidates: sdp.media.reduce((sum, { candidates = [] }) => sum + candidates.length, 0),
  };
}

/** The library's second parameter is missing from its types. */
const writeOrdered = write as (session: SessionDescription, order: { outerOrder: string[]; innerOrder: string[] }) => string;

/** The server's side of a new ICE session. */
export function writeFragment({ iceParameters, iceCandidates }: TransportOptions, mids: readonly string[], kind: string): string {
  const session: SessionDescription = {
    version: 0,
    name: '-',
    origin: { username: '-', sessionId: 0, sessionVersion: 0, netType: 'IN', ipVer: 4, address: '0.0.0.0' },
    timing: { start: 0, stop: 0 },
    icelite: 'ice-lite',
    groups: [{ type: 'BUNDLE', mids: mids.join(' ') }],
    media: [{
      type: kind,
      port: 9,
      protocol: 'UDP/TLS/RTP/SAVPF',
      payloads: '0',
      rtp: [],
      fmtp: [],
      mid: mids[0] ?? '0',
      iceUfrag: iceParameters.usernameFragment,
      icePwd: iceParameters.password,
      candidates: iceCandidates.map(({ foundation, priority, address, protocol, port, type, tcpType }) => ({
        foundation,
        component: 1,
        transport: protocol,
        priority,
        ip: address,
        port,
        type,
        ...(tcpType === undefined ? {} : { tcptype: tcpType }),
      })),
      endOfCandidates: 'end-of-candidates',
    }],
  };
  // A fragment has attributes and sections only.
  return writeOrdered(session, { outerOrder: ['a'], innerOrder: ['a'] });
}
