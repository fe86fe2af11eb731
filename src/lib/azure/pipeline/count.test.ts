import { describe, expect, it } from 'vitest';
import { countPolicy } from './count.ts';
import { createMemoryCounter } from './memoryCounter.ts';
import { operationName } from './operation.ts';
import { runPolicy } from './policyRun.fixture.ts';

describe('countPolicy', () => {
  it('counts calls by operation and status, and those without an answer', async () => {
    const counter = createMemoryCounter();
    const policy = countPolicy({ service: 'arm', counter, operationName });

    await runPolicy(policy, {}, { status: 404 }).response;
    await runPolicy(policy, {}, { status: 200 }).response;
    await runPolicy(policy, {}, { status: 200 }).response;
    const failed = runPolicy(policy, { method: 'PUT' }, new Error('reset')).response;

    await expect(failed).rejects.toThrow('reset');
    expect(counter.snapshot()).toEqual([
      { service: 'arm', operation: 'GET Microsoft.HybridCompute/machines/*', status: '200', count: 2 },
      { service: 'arm', operation: 'GET Microsoft.HybridCompute/machines/*', status: '404', count: 1 },
      { service: 'arm', operation: 'PUT Microsoft.HybridCompute/machines/*', status: 'none', count: 1 },
    ]);
  });
});
