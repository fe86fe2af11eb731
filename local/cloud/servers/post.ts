import type { Post, WebhookAnswer } from '../rules/webhook.ts';

/** Posts over real sockets, and lets go of what is still under way. */
export interface Poster {
  readonly post: Post;
  stop(): void;
}

const NOBODY: WebhookAnswer = { status: 0, headers: {}, body: '' };

/** Carries Event Grid's requests with fetch. Redirects are not followed: they are no success to Event Grid. */
export function fetchPoster(): Poster {
  const stopping = new AbortController();

  async function exchange(...[request]: Parameters<Post>): Promise<WebhookAnswer> {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal: stopping.signal,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  }

  return {
    post(request, answered) {
      exchange(request, answered).then(answered, () => answered(NOBODY));
    },
    stop: () => stopping.abort(),
  };
}
