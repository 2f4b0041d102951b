/** A way in which things go wrong, what people should then see, and what has to be reached. */
export interface Fault {
  readonly id: string;
  readonly fault: string;
  readonly expected: string;
  readonly bar: string;
}

/** The faults that are brought about on purpose; `tests/faults/f<number>-…` does it. */
export const matrix: readonly Fault[] = [
  ['F1', 'one of two media workers is killed', 'its people go on with another; the others notice nothing', 'all come back; gap p95 ≤ 1 s, max 2 s; the others ≤ 100 ms'],
  ['F2', 'a worker stops (SIGSTOP)', 'the watchdog replaces it', 'noticed ≤ 3 s, gap p95 ≤ 4.5 s; no false alarm in an hour at full CPU'],
  ['F3', 'a worker’s channel answers no more', 'as F2', 'noticed ≤ 2 s, gap p95 ≤ 3 s'],
  ['F5', 'SIGTERM in the middle of calls', 'people are told, or moved; then it ends', 'no call lost; ends within its deadline'],
  ['F9', 'the socket is cut, media stay', 'the call goes on, the socket comes back', 'p95 ≤ 1 s; media gap ≤ 100 ms; no event lost or doubled'],
  ['F10', 'no network for 2, 5, 10, 20, 30, 60 s', 'the call waits and comes back by itself', 'picture ≤ 2.5 s p95 after the network; always'],
  ['F11', 'UDP is blocked in mid-call', 'media move to TCP', 'gap p95 ≤ 5 s'],
  ['F12', 'joining where UDP is blocked, or the media ports altogether', 'TCP, or the relay, at the first try', 'first picture p95 ≤ 4 s'],
  ['F13', '5, 15, 30 % loss both ways for a minute', 'the call goes on', 'freezes over 500 ms: 0, 0, ≤ 4 a minute; no new connection; full rate ≤ 3 s after'],
  ['F14', '30 % loss on and off every 5 s, delay up to 300 ms', 'no layer gets stuck', 'top layer ≤ 10 s after; ≤ 6 switches a minute'],
  ['F15', 'bandwidth 10 → 1 → 10 Mbit/s', 'quality follows', 'no freeze over 1 s; 80 % of the rate ≤ 15 s after'],
  ['F16', 'a tab is closed, killed or reloaded', 'the others see it', '≤ 2 s closed, ≤ 15 s killed; always back after a reload'],
  ['F17', 'one person joins twice at once', 'exactly one stays', '1,000 orders of events'],
  ['F18', 'publish, mute, close in any order', 'client and server agree', '10,000 commands'],
  ['F19', '50 people join within a second', 'key frames are shared', '≤ 1 request a second and layer; first picture p95 ≤ 3 s'],
  ['F20', 'random and changed messages', 'refused with a code', '20,000 without harm'],
  ['F21', 'every action in every state by every role', 'as the permission table says', 'all of them'],
  ['F22', 'a flood of messages', 'the sender is cut off', 'others’ answers p95 ≤ 20 ms; cut off ≤ 2 s'],
  ['F23', 'somebody who stops reading', 'is dropped', '≤ 10 s; ≤ 1 MB kept for them'],
  ['F24', 'transports and tracks without end', 'a coded refusal', 'the third transport'],
  ['F25', 'RTP, STUN and DTLS from nobody, 10,000 packets a second', 'ignored', 'no media gap'],
  ['F26', 'coming back after removal, or with an old token', 'refused', 'always, ≤ 1 s'],
  ['F27', 'joins and leaves without end', 'nothing grows', 'counts back to zero; memory ≤ 1 MB an hour'],
  ['F28', 'planted secrets', 'not in the logs', 'none'],
  ['F29', 'another device, an ended track, a storm of mutes', 'sound goes on', 'gap ≤ 300 ms; the same state everywhere'],
  ['F30', 'no disk, no file descriptors, no ports, no memory', 'a refusal in words', 'other rooms untouched'],
].map(([id = '', fault = '', expected = '', bar = '']) => ({ id, fault, expected, bar }));
