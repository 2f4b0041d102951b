import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** A year, in seconds. Subdomains are the operator's other business. */
const HSTS = { maxAge: 31_536_000, includeSubDomains: false };

/**
 * What every answer has: no guessing at types, no referrer (room codes are in addresses), and TLS for good where the
 * public address has it. The rest of helmet's defaults suit an API; pages bring their own policy.
 */
export function commonHeaders(publicUrl: string | null): RequestHandler {
  return helmet({
    contentSecurityPolicy: false,
    crossOriginOpenerPolicy: false,
    // Segments of HLS are for players elsewhere, and say so themselves.
    crossOriginResourcePolicy: false,
    // Of no use beside `frame-ancestors`, and it can't name a site.
    xFrameOptions: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: publicUrl?.startsWith('https:') === true ? HSTS : false,
  });
}
