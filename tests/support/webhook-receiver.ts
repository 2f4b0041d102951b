import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly roomId: string; readonly participant?: { readonly name: string; readonly identity: string | null }; readonly source?: string };
}

/** A receiver of webhooks as others would write it, which checks each signature with the scheme's own library. */
export class WebhookReceiver {
  /** Those that were answered with success, in their order. */
  readonly taken: Received[] = [];
  /** Ids of all attempts. */
  readonly attempts: string[] = [];
  /** What attempts are answered with first, one after the other; then 204. */
  readonly statuses: number[] = [];
  /** How many attempts are never answered, from the first on. */
  silences = 0;
  /** Where to attempts are sent on. */
  location = '';
  readonly #server: Server;

  constructor(key: string) {
    const webhook = new Webhook(key, { format: 'raw' });
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        this.attempts.push(String(request.headers['webhook-id']));
        if (this.silences > 0) {
          this.silences -= 1;
          return;
        }
        let status = this.statuses.shift() ?? 204;
        try {
          const message = webhook.verify(body, request.headers as Record<string, string>) as Received;
          if (status === 204) {
            this.taken.push(message);
          }
        } catch {
          status = 401;
        }
        response.writeHead(status, this.location === '' ? {} : { location: this.location }).end();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
