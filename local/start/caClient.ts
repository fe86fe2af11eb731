/** JSON over HTTPS to the simulated cloud, trusting the CA that it made. */
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

export interface CloudAnswer {
  readonly status: number;
  /** JSON where the service sends JSON, else text. */
  readonly body: unknown;
}

/** A client that trusts this CA. Any token will do, but one there must be; each has a rate of its own. */
export type CloudClient = (method: string, url: string, body?: unknown) => Promise<CloudAnswer>;

export function createCloudClient(ca: string, token = 'laptop'): CloudClient {
  return (method, url, body) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const sent = request(url, { method, ca, headers }, (response) => {
        const isJson = response.headers['content-type']?.startsWith('application/json') === true;
        text(response).then(
          (said) =>
            resolve({ status: response.statusCode ?? 0, body: isJson && said !== '' ? JSON.parse(said) : said }),
          reject,
        );
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
