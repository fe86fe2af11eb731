import { describe, expect, it } from 'vitest';
import { correlationPolicy } from './correlation.ts';
import { stepHeaders } from './internalHeaders.ts';
import { runPolicy } from './policyRun.fixture.ts';

const POLICY = correlationPolicy({ ids: () => 'id-1' });

describe('correlationPolicy', () => {
  it('gives a call an id of its own', async () => {
    const { response, sent } = runPolicy(POLICY);
    await response;

    expect(sent[0]?.headers).toEqual({ 'x-ms-client-request-id': 'id-1' });
  });

  it('keeps an id that is there', async () => {
    const { response, sent } = runPolicy(POLICY, { headers: { 'x-ms-client-request-id': 'mine' } });
    await response;

    expect(sent[0]?.headers).toEqual({ 'x-ms-client-request-id': 'mine' });
  });

  it('tells ARM the correlation id of the step, and not by the internal header', async () => {
    const { response, sent } = runPolicy(POLICY, { headers: stepHeaders({ correlationId: 'step-7' }) });
    await response;

    expect(sent[0]?.headers).toEqual({ 'x-ms-client-request-id': 'id-1', 'x-ms-correlation-request-id': 'step-7' });
  });
});
