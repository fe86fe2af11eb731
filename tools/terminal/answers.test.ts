import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustAnswer } from './answers.ts';

describe('services of this machine', () => {
  const server = createServer();
  let open = '';

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    open = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/token`;
  });
  afterAll(() => void server.close());

  it.each([
    ['https://localhost:1/x', 'Nothing answers at https://localhost:1. Start it.'],
    ['http://127.0.0.1:1', 'Nothing answers at http://127.0.0.1:1. Start it.'],
    ['http://[::1]:1', 'Nothing answers at http://[::1]:1. Start it.'],
  ])('must answer at %s', async (url, message) => {
    await expect(mustAnswer([open, undefined, url], 'Start it.')).rejects.toMatchObject({
      code: 'NothingAnswers',
      message,
    });
  });

  it('that answer are enough, and others are not asked', async () => {
    const services = [open, undefined, 'https://management.azure.com:1'];

    await expect(mustAnswer(services, 'Start it.')).resolves.toBeUndefined();
  });
});
