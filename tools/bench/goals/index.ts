import type { Goal } from '../goal.ts';
import { audience } from './b1-audience.ts';
import { serviceTax } from './p2-service-tax.ts';
import { forwardedPackets } from './p4-forwarded-packets.ts';
import { growth } from './p5-growth.ts';
import { messages } from './p6-messages.ts';
import { joinStorm } from './p7-join-storm.ts';
import { firstFrame } from './p8-first-frame.ts';
import { roundTrips } from './p9-round-trips.ts';
import { layerSwitch } from './p10-layer-switch.ts';
import { forwardingDelay } from './p12-forwarding-delay.ts';
import { keyFrames } from './p13-key-frames.ts';
import { idleMemory } from './p14-idle-memory.ts';
import { broadcast } from './p15-broadcast.ts';
import { clientCost } from './p16-client-cost.ts';
import { encodeCpu } from './p18-encode-cpu.ts';

/** What `npm run bench` measures, in the order of the page. */
export const goals: readonly Goal[] = [
  serviceTax, forwardedPackets, growth, messages, joinStorm, firstFrame, roundTrips,
  layerSwitch, forwardingDelay, keyFrames, idleMemory, broadcast, clientCost, encodeCpu, audience,
];
