import { expect, it } from 'vitest';
import * as z from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { registration } from './registration.ts';

const pause = defineEndpoint({
  name: 'pause',
  method: 'POST',
  route: 'pause',
  who: 'approve',
  summary: 'Pauses',
  answers: { 202: { description: 'Paused', schema: z.object({}) } },
  handle: async () => ({ status: 202, body: {} }),
});

it.each([
  ['admin', { kind: 'key' }],
  ['anonymous', { kind: 'entra', platformAuthEnabled: true }],
] as const)('is registered at level %s with %j', (authLevel, mode) => {
  expect(registration(pause, mode)).toEqual({ name: 'pause', methods: ['POST'], route: 'pause', authLevel });
});
